"""The checks: ``python -m tools.checks all|sqlite|fast|lint``; all are run, then summed up."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tools import shell

BIN = shell.ROOT / ".venv" / "bin"
BOT_PYTHON = shell.ROOT / "bot" / ".venv" / "bin" / "python"
PACKAGES = ("broadcaster", "bot", "tools", "tests", "benchmarks")
BOT_TESTS = "tests/bot/nlu/components"
"""Tests of Rasa's own components: they run in Rasa's environment."""


@dataclass(frozen=True)
class Check:
    """One command that must end well."""

    title: str
    command: tuple[object, ...]


# What only runs in Rasa's process is checked against Rasa's environment: NumPy is there.
MYPY = (BIN / "mypy", "--exclude", r"bot/\.venv/")
RASA_SIDE = ("bot/nlu/components", "bot/nlu/launcher.py")
LINT = (
    Check("ruff check", (BIN / "ruff", "check", "--quiet", ".")),
    Check("ruff format", (BIN / "ruff", "format", "--check", "--quiet", ".")),
    Check("mypy", (*MYPY, "--exclude", "bot/nlu/(components|launcher)", *PACKAGES)),
    Check(
        "mypy, Rasa's side",
        (*MYPY, "--python-executable", BOT_PYTHON, "--python-version", "3.10", *RASA_SIDE),
    ),
)
TRAIN = Check("model", (BIN / "palier", "train", "--if-needed"))
EVALUATION = Check("evaluation", (BIN / "palier", "evaluate", "--floor"))
# One story's parts share a worker process (xdist_group), so that they share one Rasa.
PYTEST = (BIN / "python", "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup")
TESTS = Check("tests", PYTEST)
ALONE = "not flow and not browser and not proof"
SQLITE_TESTS = Check("tests on SQLite", (*PYTEST, "-m", ALONE, "-k", "not postgresql"))
FAST_TESTS = Check("fast tests", (*PYTEST, "-m", f"{ALONE} and not database and not process"))
# Their own configuration: the service's names plugins that are not in this environment.
COMPONENT_TESTS = Check(
    "Rasa component tests",
    (
        *(BOT_PYTHON, "-m", "pytest", "-q", "-n", "2", "-c", os.devnull, "--rootdir", shell.ROOT),
        *("--confcutdir", BOT_TESTS, "--import-mode=importlib", "-p", "no:cacheprovider"),
        BOT_TESTS,
    ),
)
Lane = tuple[Check, ...]
"""Checks that follow one another."""

SUITES: dict[str, tuple[tuple[Lane, ...], ...]] = {
    "lint": ((LINT,),),
    "fast": ((LINT,), ((FAST_TESTS,),)),
    "sqlite": ((LINT,), ((SQLITE_TESTS,),)),
    # The checks of the code and the evaluation use one core each.
    "all": (((TRAIN,),), (LINT, (EVALUATION,)), ((TESTS,),), ((COMPONENT_TESTS,),)),
}
"""Stages, one after the other; the lanes of one stage run side by side."""


@dataclass(frozen=True)
class Result:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float

    def __str__(self) -> str:
        word = "passed" if self.passed else "failed"
        return f"{self.check.title}: {word} ({self.seconds:.0f} s)"


def run(stages: tuple[tuple[Lane, ...], ...]) -> int:
    """Run every check, whatever becomes of the others; give the exit code of the whole."""
    (shell.ROOT / "artefacts").mkdir(exist_ok=True)
    results: list[Result] = []
    for lanes in stages:
        with ThreadPoolExecutor(len(lanes)) as threads:
            for done in threads.map(_run_lane, lanes):
                results += done
    shell.say("; ".join(map(str, results)))
    return 0 if all(result.passed for result in results) else 1


def _run_lane(lane: Lane) -> list[Result]:
    return [_run_check(check) for check in lane]


def _run_check(check: Check) -> Result:
    shell.say(f"{check.title}…")
    start = time.monotonic()
    code = shell.run(check.command)
    return Result(check, code == 0, time.monotonic() - start)


def main(arguments: list[str]) -> int:
    """Run the suite that is named; give the exit code."""
    if len(arguments) != 1 or arguments[0] not in SUITES:
        shell.say(f"name one suite: {', '.join(SUITES)}")
        return 2
    try:
        return run(SUITES[arguments[0]])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
