"""Starts Rasa without TensorFlow: ``python -m bot.nlu.launcher run | train | test | …``.

Run from the project's root with the Python of Rasa's own environment (``bot/.venv``).
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NoReturn

from bot.nlu import lifeline, model_files, standins

LOOPBACK = "127.0.0.1"
_LOG = Path(".rasa") / "training.log"
_LINES_SHOWN = 30
_DATA = ("data/nlu", "data/rules.yml", "data/stories.yml")


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says and return the exit code."""
    options = _parser().parse_args(arguments)
    _prepare_environment()
    _refuse_tensorflow_components(Path("config.yml"))
    standins.install()
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "run": run,
        "train": train,
        "validate": validate,
        "test": test,
        "understand": understand,
        "thresholds": thresholds,
        "curve": curve,
    }
    return commands[options.command](options)


def run(options: argparse.Namespace) -> int:
    """Serve the matching model on the loopback until stopped."""
    if not os.environ.get("PALIER_RASA_TOKEN"):
        _stop("Set PALIER_RASA_TOKEN: the service proves itself to Rasa with it.")
    if not os.environ.get("PALIER_ACTIONS_URL"):
        _stop("Set PALIER_ACTIONS_URL: where the service answers Rasa's actions.")
    model = _checked_model(options.model)
    _refuse_taken_port(options.port)
    if options.stop_with_stdin:
        lifeline.stop_with_stdin()
    _quicken()
    return _rasa(
        "run", "--interface", LOOPBACK, "--port", str(options.port), "--model", str(model),
        "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
    )  # fmt: skip


def train(options: argparse.Namespace) -> int:
    """Train the model of the present data, and of what was learned, unless it is there already."""
    target = options.model or model_files.model_path(Path())
    if target.is_file() and not options.force:
        print(f"{target} matches the training data already.")
        return 0
    print(f"Training {target} …", flush=True)
    return _quiet_rasa(
        "train", "--fixed-model-name", target.name.removesuffix(".tar.gz"),
        "--out", str(target.parent),
        "--force", "--skip-validation", "--config", "config.yml", "--domain", "domain.yml",
        "--data", *_present(_DATA), *([str(options.learned)] if options.learned else []),
    )  # fmt: skip


def validate(_options: argparse.Namespace) -> int:
    """Have Rasa check domain and data; a warning is a failure."""
    return _rasa("data", "validate", "--fail-on-warnings", "--data", *_present(_DATA))


def test(options: argparse.Namespace) -> int:
    """Have Rasa play the stories of ``tests/e2e`` with the model; a wrong step is a failure."""
    model = _checked_model(options.model)
    return _rasa(
        "test", "core", "--model", str(model), "--stories", str(options.stories), "--e2e",
        "--fail-on-prediction-errors", "--no-plot", "--out", str(options.out),
        "--endpoints", "endpoints.yml",
    )  # fmt: skip


def understand(options: argparse.Namespace) -> int:
    """Answer JSON strings on standard input, one a line, through the model's own pipeline."""
    from bot.nlu.components.understand import understand_lines

    return understand_lines(_checked_model(options.model), sys.stdin, sys.stdout)


def thresholds(_options: argparse.Namespace) -> int:
    """Print how the thresholds fare on held-out training examples."""
    from bot.nlu.components.thresholds import report

    return report(Path())


def curve(_options: argparse.Namespace) -> int:
    """Print what more examples would bring."""
    from bot.nlu.components.learning_curve import report

    return report(Path())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bot.nlu.launcher", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("run", help="serve the matching model on the loopback")
    serving.add_argument("--port", type=int, default=5005)
    serving.add_argument(
        "--stop-with-stdin", action="store_true", help="stop when standard input closes"
    )
    training = commands.add_parser("train", help="train the model of the present data")
    training.add_argument("--force", action="store_true", help="train even if it is there already")
    training.add_argument("--learned", type=Path, help="more examples, as Rasa's training data")
    training.add_argument("--model", type=Path, help="where to write it (default: the usual place)")
    commands.add_parser("validate", help="check domain and training data")
    playing = commands.add_parser("test", help="play the stories of tests/e2e with the model")
    playing.add_argument("--stories", type=Path, default=Path("tests/e2e"))
    playing.add_argument("--out", type=Path, default=_LOG.parent / "e2e", help="for the reports")
    reading = commands.add_parser("understand", help="JSON strings in, JSON objects out")
    commands.add_parser("thresholds", help="measure the thresholds on held-out examples")
    commands.add_parser("curve", help="print the learning curve, and where it still climbs")
    for command in (serving, playing, reading):
        command.add_argument("--model", type=Path, help="a model file (default: the matching one)")
    return parser


def _prepare_environment() -> None:
    """Nothing is told to anybody, nothing writes over the answer, one thread computes."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("SANIC_WORKERS", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore")  # Rasa's dependencies, frozen in 2023, warn about each other
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(1, str(Path.cwd()))


def _refuse_tensorflow_components(config: Path) -> None:
    if not config.is_file():
        _stop(f"{config} is not here: start from the project's root.")
    refused = standins.tensorflow_components(config)
    if refused:
        _stop(
            f"{config} names {', '.join(refused)}, which needs TensorFlow. Take it out, or install "
            'the full set: uv pip install --no-config --python bot/.venv/bin/python "rasa==3.6.21"'
        )


def _checked_model(given: Path | None) -> Path:
    """Return a model file that can at least be opened."""
    import tarfile

    model = given or model_files.matching_model(Path())
    if model is None:
        _stop("No model matches the training data: python -m bot.nlu.launcher train")
    if not model.is_file():
        _stop(f"There is no model {model}.")
    try:
        with tarfile.open(model) as archive:
            archive.getmember("metadata.json")
    except (tarfile.TarError, EOFError, OSError, KeyError):
        _stop(f"{model} is broken: delete it, then python -m bot.nlu.launcher train")
    return model


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            _stop(f"Port {port} is taken or not allowed: choose another with --port.")


def _quicken() -> None:
    from bot.nlu.components import action_calls
    from bot.nlu.components.action_results import compile_the_check

    compile_the_check()
    action_calls.shorten_the_calls()
    action_calls.keep_connections()
    action_calls.know_the_events()


def _present(paths: tuple[str, ...]) -> list[str]:
    return [path for path in paths if Path(path).exists()]


def _rasa(*arguments: str) -> int:
    """Run Rasa's own command line in this process."""
    from rasa.__main__ import main as rasa_main

    sys.argv = ["rasa", *arguments]
    try:
        rasa_main()
    except SystemExit as stopped:
        return stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    return 0


def _quiet_rasa(*arguments: str) -> int:
    """Run Rasa's command line with its own output in a file, shown only where it fails.

    What the project's components tell (``sys.__stdout__``) still reaches the person who waits.
    """
    _LOG.parent.mkdir(parents=True, exist_ok=True)
    with _LOG.open("w", encoding="utf-8") as log, redirect_stdout(log), redirect_stderr(log):
        try:
            code = _rasa(*arguments)
        except Exception:
            traceback.print_exc()
            code = 1
    if code:
        last = _LOG.read_text("utf-8").replace("\r", "\n").splitlines()[-_LINES_SHOWN:]
        print(*last, f"Training failed; all Rasa said is in {_LOG}.", sep="\n", file=sys.stderr)
    return code


def _stop(sentence: str) -> NoReturn:
    """Say one clear line and leave with a failure."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    raise SystemExit(main())
