"""The checks, in order: ``python -m tools.checks all|fast|lint``; all are run, then summed up."""

from __future__ import annotations

import os
import sys
import time
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
FAST_TESTS = Check(
    "fast tests", (*PYTEST, "-m", "not flow and not browser and not proof", "-k", "not postgresql")
)
# Their own configuration: the service's names plugins that are not in this environment.
COMPONENT_TESTS = Check(
    "Rasa component tests",
    (
        *(BOT_PYTHON, "-m", "pytest", "-q", "-n", "2", "-c", os.devnull, "--rootdir", shell.ROOT),
        *("--confcutdir", BOT_TESTS, "--import-mode=importlib", "-p", "no:cacheprovider"),
        BOT_TESTS,
    ),
)
SUITES = {
    "lint": LINT,
    "fast": (*LINT, FAST_TESTS),
    "all": (*LINT, TRAIN, EVALUATION, TESTS, COMPONENT_TESTS),
}


def run(checks: tuple[Check, ...]) -> int:
    """Run every check, whatever becomes of the others; give the exit code of the whole."""
    (shell.ROOT / "artefacts").mkdir(exist_ok=True)
    told = []
    failed = False
    for check in checks:
        shell.say(f"{check.title}…")
        start = time.monotonic()
        code = shell.run(check.command)
        failed = failed or code != 0
        word = "failed" if code else "passed"
        told.append(f"{check.title}: {word} ({time.monotonic() - start:.0f} s)")
    shell.say("; ".join(told))
    return 1 if failed else 0


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
