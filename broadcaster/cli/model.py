"""``palier train`` and ``palier model``: the assistant's models."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from bot.assistant.figures import MARGIN, one_line
from bot.assistant.process import RasaLaunch
from bot.assistant.trained_model import broken_model, is_sound
from bot.assistant.training import Trainer
from bot.assistant.versions import SHIPPED, State, Version, Versions, running_model, versions_of
from bot.nlu.model_files import matching_model, training_fingerprint
from broadcaster.cli import learning, shipped
from broadcaster.cli.data_folder import open_data_folder
from broadcaster.clock import PARIS, utc_now
from broadcaster.settings import Settings, load_settings


def rasa_launch(settings: Settings, token: str = "") -> RasaLaunch:
    """How Rasa is started from the folder we stand in, with the model that runs."""
    return RasaLaunch(
        root=Path.cwd(),
        port=settings.rasa_port,
        token=token,
        actions_url=f"http://127.0.0.1:{settings.port}/rasa/actions",
        log_path=settings.data_dir.resolve() / "rasa.log",
        model=running_model(Path.cwd(), settings.data_dir),
    )


@click.command()
@click.option("--if-needed", is_flag=True, help="Do nothing when a sound model matches the data.")
@click.option("--force", is_flag=True, help="Use the new model even if it is worse; it is logged.")
@click.option(
    "--margin", type=click.FloatRange(0, 1), default=MARGIN, show_default=True,
    help="How much worse the new model may be in a figure: 0.01 is one point.",
)  # fmt: skip
@click.option("--back", is_flag=True, help="The same as `palier model back`.")
def train(*, if_needed: bool, force: bool, margin: float, back: bool) -> None:
    """Train the assistant's model from data/nlu and from what staff reviewed."""
    settings = load_settings()
    if back:
        go_back(settings)
    elif if_needed:
        train_if_needed(settings)
    else:
        train_again(settings, force=force, margin=margin)


def train_if_needed(settings: Settings) -> None:
    """Train from the shipped data when no model that is sound matches it."""
    launch = rasa_launch(settings)
    if launch.model and is_sound(launch.model):
        return
    runs = versions_of(settings.data_dir).state().runs
    if runs != SHIPPED:
        click.echo(
            f"Version {runs} is of another release, or broken: the shipped model answers. "
            "Learn again from what staff reviewed by palier train."
        )
    broken = broken_model(launch.root)
    if broken is None and matching_model(launch.root):
        return
    train_shipped(launch, "--force" if broken else None)


def train_shipped(
    launch: RasaLaunch, *options: str | None, then: Callable[[], None] | None = None
) -> None:
    """Train from the shipped data alone, and end with the training's exit code."""
    trainer = Trainer(launch, click.echo)
    broken = broken_model(launch.root)
    if broken:
        click.echo(f"{broken.relative_to(launch.root)} is broken; it is trained anew.")
    code = trainer.run("train", *filter(None, options))
    if then is not None and not code:
        then()
    sys.exit(code)


def train_again(settings: Settings, *, force: bool, margin: float) -> None:
    """Train from the shipped data and staff's review; from the shipped data where there is none."""
    launch, versions = rasa_launch(settings), versions_of(settings.data_dir)
    lesson = learning.Lesson(settings, launch, versions, utc_now(), force, margin)
    examples = learning.gather(lesson)
    learning.tell_left_out(examples)
    if not examples.count:
        train_shipped(launch, "--force", then=versions.run_shipped)
    if learning.is_learned(lesson, examples) and not force:
        click.echo(f"Version {versions.state().runs} knows all of this already.")
        return
    open_data_folder(settings.data_dir)
    with learning.alone(versions):
        learning.learn(lesson, examples)


@click.group()
def model() -> None:
    """The models trained from what staff reviewed: list them, go back."""


@model.command("list")
def list_models() -> None:
    """Show every version with its date, its examples and its figures, and which one runs."""
    settings = load_settings()
    versions = versions_of(settings.data_dir)
    state, release = versions.state(), training_fingerprint(Path.cwd())
    learned = versions.running_model(release) is not None
    click.echo(_shipped_line(state, runs=not learned))
    for version in state.versions:
        runs = learned and version.number == state.runs
        click.echo(_line(version, versions, release, runs=runs))


@model.command("back")
def back() -> None:
    """Let the version that ran before run again."""
    go_back(load_settings())


def go_back(settings: Settings) -> None:
    """Let the version that ran before run again, and say so in the log."""
    number = versions_of(settings.data_dir).back()
    learning.told_back(settings, number, utc_now())
    name = "The shipped model" if number == SHIPPED else f"Version {number}"
    click.echo(f"{name} runs now; a service that is up takes it within seconds.")


def _shipped_line(state: State, *, runs: bool) -> str:
    root = Path.cwd()
    count = sum(1 for _ in shipped.examples(root))
    trained = matching_model(root)
    return (
        f"{'*' if runs else ' '} shipped  {'' if trained else 'not trained yet, '}"
        f"{count} examples; {one_line(state.shipped_figures)}"
    )


def _line(version: Version, versions: Versions, release: str, *, runs: bool) -> str:
    at = version.trained_at.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")
    notes = ["forced"] if version.forced else []
    if version.shipped != release:
        notes.append("another release")
    elif not versions.model_path(version.number).is_file():
        notes.append("its file is missing")
    said = f" ({', '.join(notes)})" if notes else ""
    return (
        f"{'*' if runs else ' '} {version.number:7}  {at}, {version.examples} examples, "
        f"{version.learned} learned; {one_line(version.figures)}{said}"
    )
