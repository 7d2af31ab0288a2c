"""What is measured of a pipeline: its training, its server's rounds, how it understands."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import track

from benchmarks.pipelines.recipes import MODEL, Pipeline
from benchmarks.pipelines.serving import Answer, Server, serving
from benchmarks.stock_rasa import ROOT
from bot.evaluation.judging import Judged, figures
from bot.evaluation.sets import FOLDER, Case, load_sets

SETS: Final = ("singles_fr", "languages", "out_of_scope")
"""What a plain classifier can be asked: one question a text, and no danger."""

FIGURES: Final = ("french", "languages", "out_of_scope", "french_answered")

WARMING: Final = "Bonjour, c'est pour quand les travaux ?"
_WARM_UP: Final = 20
_CHATTER = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Training:
    """What training took, in seconds; the computing is that of all its processes."""

    waiting: float
    computing: float


_TOLD: Final = TypeAdapter(Training)


@dataclass(frozen=True, slots=True)
class Round:
    """One life of a server: started, asked every text once in turn, stopped."""

    start: float  # seconds until the first answer
    median: float  # seconds a text
    p95: float
    memory: int  # bytes, after the last text


@dataclass(frozen=True, slots=True)
class Measured:
    """All of a pipeline. Times are of the quietest round, as others use the machine too."""

    key: str
    title: str
    shares: dict[str, float]
    training: Training
    rounds: list[Round]

    @property
    def start(self) -> float:
        """Seconds from start to first answer."""
        return min(one.start for one in self.rounds)

    @property
    def quietest(self) -> Round:
        """The round whose texts took least."""
        return min(self.rounds, key=lambda one: one.p95)

    @property
    def memory(self) -> int:
        """The most that a server took."""
        return max(one.memory for one in self.rounds)


def measure(pipeline: Pipeline, rounds: int, folder: Path | None) -> Measured:
    """Train it in a project of its own, and serve the evaluation's texts.

    ``folder`` keeps the project, and what is trained there already is not trained again: a
    disturbed server can be measured once more. None: the project goes away.
    """
    cases = [case for case in load_sets(ROOT / FOLDER) if case.set in SETS]
    with tempfile.TemporaryDirectory(prefix=f"palier-{pipeline.key}-") as scratch:
        project = folder.absolute() / pipeline.key if folder else Path(scratch)
        training = _trained(pipeline, project)
        lives = [_live(pipeline, project, cases, turn) for turn in range(1, rounds + 1)]
    shares = _shares(cases, lives[-1][1])
    return Measured(pipeline.key, pipeline.title, shares, training, [one for one, _ in lives])


def _trained(pipeline: Pipeline, project: Path) -> Training:
    """What training took, now or when it was done."""
    told = project / "training.json"
    if not told.is_file():
        pipeline.prepare(project)
        told.write_bytes(_TOLD.dump_json(_train(pipeline, project)))
    return _TOLD.validate_json(told.read_bytes())


def _train(pipeline: Pipeline, project: Path) -> Training:
    _CHATTER.print(f"{pipeline.title}: training")
    before, started = _computed(), time.perf_counter()
    done = subprocess.run(  # noqa: S603 - the pipeline's own Python
        [pipeline.python, *pipeline.train],
        cwd=project, env=pipeline.environment, check=False, stdout=sys.stderr,
    )  # fmt: skip
    if done.returncode or not (project / MODEL).is_file():
        sys.exit(f"{pipeline.title}: training failed")
    return Training(time.perf_counter() - started, _computed() - before)


def _computed() -> float:
    """Processor seconds of all the processes we started that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _live(
    pipeline: Pipeline, project: Path, cases: Sequence[Case], turn: int
) -> tuple[Round, list[Answer]]:
    """A fresh server each time: what it remembers of a text must not make the next one quick."""
    started = time.perf_counter()
    with serving(pipeline, project) as server:
        server.wait_for_answer(WARMING)
        start = time.perf_counter() - started
        for number in range(_WARM_UP):
            server.answer(f"{WARMING} {number}")
        about = f"{pipeline.title}: answering, round {turn}"
        texts = track([case.text for case in cases], about, console=_CHATTER)
        timed = [_timed(server, text) for text in texts]
        times = [seconds for seconds, _ in timed]
        p95 = statistics.quantiles(times, n=20)[-1]
        life = Round(start, statistics.median(times), p95, server.memory())
    return life, [answer for _, answer in timed]


def _timed(server: Server, text: str) -> tuple[float, Answer]:
    started = time.perf_counter()
    answer = server.answer(text)
    assert answer is not None  # noqa: S101 - it has answered before
    return time.perf_counter() - started, answer


def _shares(cases: Sequence[Case], answers: Sequence[Answer]) -> dict[str, float]:
    """The evaluation's own figures. Danger is an intent like the others here."""
    judged = [
        Judged(case, (answer.best,) if answer.best else (), answer.fallback, None)
        for case, answer in zip(cases, answers, strict=True)
    ]
    found = figures(judged)
    return {name: found[name] for name in FIGURES}
