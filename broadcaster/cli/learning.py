"""Learning from what staff reviewed: train, compare with the model that runs, only then swap."""

import asyncio
import fcntl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assistant.figures import Comparison, Figures
from bot.assistant.process import RasaLaunch
from bot.assistant.training import EvaluationFailedError, Trainer
from bot.assistant.versions import SHIPPED, Version, Versions
from bot.nlu.model_files import matching_model, training_fingerprint
from bot.nlu.normaliser import normalise
from broadcaster.cli import shipped
from broadcaster.cli.schema import open_database
from broadcaster.errors import PalierError
from broadcaster.learning.examples import (
    Examples,
    examples_of,
    mark_exported,
    reviewed_samples,
)
from broadcaster.settings import Settings
from broadcaster.staff import audit


class TrainingUnderWayError(PalierError):
    """Another training is under way. Wait until it has ended."""


class WorseModelError(PalierError):
    """The new model is worse than the running one, which goes on. --force uses it all the same."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one training needs."""

    settings: Settings
    launch: RasaLaunch
    versions: Versions
    now: datetime
    force: bool
    margin: float

    @property
    def release(self) -> str:
        """The fingerprint of the shipped data and code."""
        return training_fingerprint(self.launch.root)


def gather(lesson: Lesson) -> Examples:
    """The examples that staff's review makes today."""
    root = lesson.launch.root
    reviewed = in_database(lesson.settings, reviewed_samples) or []
    return examples_of(
        reviewed,
        shipped.topics(root),
        normalise,
        held_out=shipped.measured(root),
        shipped=shipped.examples(root),
    )


def learn(lesson: Lesson, examples: Examples) -> None:
    """Train a new version and let it run; raise WorseModelError when it should not."""
    versions, number = lesson.versions, lesson.versions.next_number()
    trainer, release = Trainer(lesson.launch, click.echo), lesson.release
    learned, model = versions.learned_path(number), versions.model_path(number)
    learned.parent.mkdir(parents=True, exist_ok=True)
    for path in (versions.examples_path, learned):
        path.write_text(examples.as_yaml(), "utf-8")
    try:
        trainer.train(learned, model)
        figures, forced = judged(lesson, trainer, model, number)
    except BaseException:
        model.unlink(missing_ok=True)
        learned.unlink(missing_ok=True)
        raise
    total = sum(1 for _ in shipped.examples(lesson.launch.root)) + examples.count
    version = Version(number, lesson.now, release, total, examples.count, dict(figures), forced)
    versions.add(version)
    versions.prune(lesson.settings.models_kept)
    _told(lesson, version)
    click.echo(f"Version {number} runs now; a service that is up takes it within seconds.")


def judged(lesson: Lesson, trainer: Trainer, model: Path, number: int) -> tuple[Figures, bool]:
    """The figures of a new model, and whether it runs only because it is forced.

    Raises WorseModelError, and EvaluationFailedError when it cannot be measured.
    """
    try:
        new = trainer.evaluate(model)
        running = _measure_running(lesson, trainer)
    except EvaluationFailedError as error:
        if not lesson.force:
            message = f"{error}; the running model goes on. --force swaps without comparing"
            raise EvaluationFailedError(message) from error
        click.echo(f"Not measured ({error}); swapped all the same, as asked.")
        return {}, True
    if running is None:
        return new, False
    comparison = Comparison(running, new, lesson.margin)
    name = f"version {lesson.versions.state().runs}" if _runs_learned(lesson) else "shipped"
    click.echo(comparison.table(name, f"version {number}"))
    if not comparison.worse:
        return new, False
    if not lesson.force:
        message = (
            f"the new model is worse ({', '.join(comparison.worse)}) by more than "
            f"{100 * lesson.margin:g} points; the running one goes on. --force uses the new one "
            "all the same"
        )
        raise WorseModelError(message)
    click.echo("Worse, and used all the same, as asked.")
    return new, True


def _measure_running(lesson: Lesson, trainer: Trainer) -> Figures | None:
    """The figures of the model that answers now; None when there is none to compare with."""
    learned = lesson.versions.running_model(lesson.release)
    model = learned or matching_model(lesson.launch.root)
    if model is None:
        click.echo("No model runs yet: there is nothing to compare with.")
        return None
    figures = trainer.evaluate(model)
    if learned is None:
        lesson.versions.measured_shipped(dict(figures))
    return figures


def _runs_learned(lesson: Lesson) -> bool:
    return lesson.versions.running_model(lesson.release) is not None


def _told(lesson: Lesson, version: Version) -> None:
    """Write into the log, and on the samples, what was learned."""

    async def tell(session: AsyncSession) -> None:
        await mark_exported(session, lesson.now)
        action = "model_forced" if version.forced else "model_trained"
        detail = {"version": version.number, "learned": version.learned}
        await audit.record(session, None, action, f"model {version.number}", detail, lesson.now)

    in_database(lesson.settings, tell)


def told_back(settings: Settings, number: int, now: datetime) -> None:
    """Write into the log which version was gone back to."""

    async def tell(session: AsyncSession) -> None:
        action = "model_back" if number != SHIPPED else "model_back_to_shipped"
        await audit.record(session, None, action, f"model {number}", {"version": number}, now)

    in_database(settings, tell)


def in_database[T](settings: Settings, work: Callable[[AsyncSession], Awaitable[T]]) -> T | None:
    """Do something in one transaction; None where no database was ever made."""
    url = make_url(settings.resolved_database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return None

    async def run() -> T:
        database = await open_database(settings)
        try:
            async with database.write() as session:
                return await work(session)
        finally:
            await database.close()

    return asyncio.run(run())


@contextmanager
def alone(versions: Versions) -> Iterator[None]:
    """Keep other trainings out; raise TrainingUnderWayError. The lock ends with the process."""
    versions.folder.mkdir(parents=True, exist_ok=True)
    with (versions.folder / "training.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise TrainingUnderWayError from error
        yield


def tell_left_out(examples: Examples) -> None:
    """Say what of staff's review is not learned, and why."""
    left_out = {
        "equal to a message of the evaluation set": examples.held_out,
        "equal to a shipped example": examples.known,
        "equal to each other": examples.repeated,
    }
    for reason, count in left_out.items():
        if count:
            click.echo(f"Left out: {count} reviewed, {reason}.")


def is_learned(lesson: Lesson, examples: Examples) -> bool:
    """True when the version that runs was trained from exactly this."""
    if not _runs_learned(lesson):
        return False
    path = lesson.versions.learned_path(lesson.versions.state().runs)
    return path.is_file() and path.read_text("utf-8") == examples.as_yaml()
