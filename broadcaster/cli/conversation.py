"""``palier understand``: texts in, what they are understood as out."""

import asyncio
import json
import sys

import click

from bot.assistant.process import RasaCannotStartError
from bot.assistant.understanding import understander
from bot.inbox.language import language_guesser
from bot.nlu.model_files import matching_model
from broadcaster.cli.data_folder import open_data_folder
from broadcaster.cli.model import rasa_launch
from broadcaster.settings import load_settings


@click.command()
def understand() -> None:
    """Read texts from standard input, one a line; print one JSON object a line.

    By the path of a live message (keywords, emergencies, questions, model), changing nothing.
    """
    settings = load_settings()
    open_data_folder(settings.data_dir)
    launch = rasa_launch(settings)
    if launch.model is None and matching_model(launch.root) is None:
        message = "No model matches the training data: run palier train"
        raise RasaCannotStartError(message)

    async def run() -> None:
        async with understander(launch, language_guesser()) as asked:
            for raw in sys.stdin.buffer:
                text = raw.decode("utf-8", "replace").rstrip("\r\n")
                found = await asked.understand(text)
                click.echo(json.dumps(found, ensure_ascii=False))

    asyncio.run(run())
