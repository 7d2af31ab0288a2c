"""``palier train``: the assistant's model."""

import subprocess
import sys
from pathlib import Path

import click

from bot.assistant.process import RasaCannotStartError, RasaLaunch
from bot.assistant.trained_model import broken_model
from bot.nlu.model_files import matching_model
from broadcaster.settings import Settings, load_settings


def rasa_launch(settings: Settings, token: str = "") -> RasaLaunch:
    """How Rasa is started from the folder we stand in."""
    return RasaLaunch(
        root=Path.cwd(),
        port=settings.rasa_port,
        token=token,
        actions_url=f"http://127.0.0.1:{settings.port}/rasa/actions",
        log_path=settings.data_dir.resolve() / "rasa.log",
    )


@click.command()
@click.option("--if-needed", is_flag=True, help="Do nothing when a sound model matches the data.")
def train(*, if_needed: bool) -> None:
    """Train the assistant's model from data/nlu, with its progress shown."""
    launch = rasa_launch(load_settings())
    broken = broken_model(launch.root)
    if if_needed and broken is None and matching_model(launch.root):
        return
    if not launch.python.is_file():
        message = "Rasa's environment is missing: run make setup"
        raise RasaCannotStartError(message)
    if broken:
        click.echo(f"{broken.relative_to(launch.root)} is broken; it is trained anew.")
    command = [str(launch.python), "-m", "bot.nlu.launcher", "train"]
    # Our own interpreter and module: nothing of the command line comes from outside.
    done = subprocess.run(  # noqa: S603
        command if if_needed and not broken else [*command, "--force"],
        cwd=launch.root,
        env=dict(launch.environment),
        check=False,
    )
    sys.exit(done.returncode)
