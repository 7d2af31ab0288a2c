"""``palier evaluate``: how well the model understands messages nobody trained from."""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from bot.assistant.process import RasaCannotStartError
from bot.assistant.understanding import understander
from bot.evaluation.confusion import picture
from bot.evaluation.judging import Judged, figures
from bot.evaluation.page import renewed
from bot.evaluation.promises import PROMISES, below_floor
from bot.evaluation.sets import Case, load_sets
from bot.inbox.language import language_guesser
from bot.nlu.model_files import matching_model
from broadcaster.cli.data_folder import open_data_folder
from broadcaster.cli.model import rasa_launch
from broadcaster.settings import load_settings

PAGE = Path("docs/evaluation.md")
PICTURE = Path("docs/pictures/confusion.svg")


@click.command()
@click.option(
    "--model", type=click.Path(path_type=Path), help="A model file (default: the matching one)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
@click.option("--write", is_flag=True, help="Write docs/evaluation.md and its picture anew.")
@click.option("--floor", is_flag=True, help="Fail below data/evaluation/floor.json.")
def evaluate(*, model: Path | None, as_json: bool, write: bool, floor: bool) -> None:
    """Understand the evaluation set by the path of a live message, and tell how well."""
    judged = asyncio.run(_judged(load_sets(), model))
    found = figures(judged)
    if as_json:
        click.echo(json.dumps({name: round(value, 4) for name, value in found.items()}))
    else:
        _tell(found)
    if write:
        PICTURE.write_text(picture(judged), "utf-8")
        page = PAGE.read_text("utf-8")
        PAGE.write_text(renewed(page, judged, f"pictures/{PICTURE.name}"), "utf-8")
    worse = below_floor(found) if floor else []
    for line in worse:
        click.echo(f"palier: worse than the floor: {line}", err=True)
    sys.exit(1 if worse else 0)


async def _judged(cases: Sequence[Case], model: Path | None) -> list[Judged]:
    settings = load_settings()
    open_data_folder(settings.data_dir)
    launch = rasa_launch(settings)
    if model is None and matching_model(launch.root) is None:
        message = "No model matches the training data: run palier train"
        raise RasaCannotStartError(message)
    judged = []
    # The bar is for whoever waits; what is printed for machines stays clean.
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("understanding", total=len(cases))
        async with understander(launch, language_guesser(), model) as asked:
            for case in cases:
                judged.append(Judged.of(case, await asked.understand(case.text)))
                progress.advance(task)
    return judged


def _tell(found: dict[str, float]) -> None:
    for promise in PROMISES:
        kept = "" if promise.is_kept(found) else "   NOT KEPT"
        bound = f"{'≤' if promise.is_most else '≥'} {promise.bound:.0%}"
        click.echo(f"{promise.title:48} {found[promise.figure]:6.1%}  {bound}{kept}")
    click.echo(f"{found['messages']:.0f} messages")
