"""Training and measuring a model: commands that are run to their end."""

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bot.assistant.figures import Figures
from bot.assistant.process import RasaCannotStartError, RasaLaunch
from broadcaster.errors import PalierError

ERROR_LENGTH = 300


class TrainingFailedError(PalierError):
    """The training failed. What it said stands above; nothing was changed."""


class EvaluationFailedError(PalierError):
    """The model could not be measured on the evaluation set."""


class Trainer:
    """Runs the launcher in Rasa's own environment."""

    def __init__(self, launch: RasaLaunch, tell: Callable[[str], None]) -> None:
        """``tell`` takes what was going on, for whoever waits. Raises RasaCannotStartError."""
        if not launch.python.is_file():
            message = "Rasa's environment is missing: run make setup"
            raise RasaCannotStartError(message)
        self._launch = launch
        self._tell = tell

    def run(self, *arguments: str) -> int:
        """Run a command of the launcher with its output shown; its exit code."""
        # Our own interpreter and module: nothing of the command line comes from outside.
        done = subprocess.run(  # noqa: S603
            self._command(*arguments),
            cwd=self._launch.root,
            env=dict(self._launch.environment),
            check=False,
        )
        return done.returncode

    def train(self, learned: Path, model: Path) -> None:
        """Train from the shipped data and what was learned; raise TrainingFailedError."""
        model.parent.mkdir(parents=True, exist_ok=True)
        code = self.run("train", "--force", "--learned", str(learned), "--model", str(model))
        if code or not model.is_file():
            raise TrainingFailedError

    def evaluate(self, model: Path) -> Figures:
        """The figures of a model on the evaluation set; raise EvaluationFailedError."""
        self._tell(f"Measuring {model.name} on the evaluation set …")
        done = subprocess.run(  # noqa: S603
            # By the service's own command, which takes the whole path of a live message.
            [sys.executable, "-m", "broadcaster", "evaluate", "--model", str(model), "--json"],
            cwd=self._launch.root,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise EvaluationFailedError(_last_line(done.stderr) or EvaluationFailedError.__doc__)
        return _figures(done.stdout)

    def _command(self, *arguments: str) -> list[str]:
        return [str(self._launch.python), "-m", "bot.nlu.launcher", *arguments]


def _figures(output: str) -> Figures:
    """The JSON object of the last line."""
    try:
        found = json.loads(_last_line(output))
        figures = {str(name): float(value) for name, value in found.items()}
    except (ValueError, TypeError, AttributeError) as error:
        message = f"the evaluation did not end with its figures: {_last_line(output)!r}"
        raise EvaluationFailedError(message) from error
    if not figures or not all(math.isfinite(value) for value in figures.values()):
        message = "the evaluation gave no figures"
        raise EvaluationFailedError(message)
    return figures


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:ERROR_LENGTH] if lines else ""
