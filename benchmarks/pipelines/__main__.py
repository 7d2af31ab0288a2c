"""Three pipelines side by side: ``python -m benchmarks.pipelines --full PATH_OF_PYTHON``.

Ours, the one Rasa suggests (DIET), and Rasa's logistic regression on the same features, trained
from ``data/nlu`` and asked the evaluation's single questions through the same HTTP door. The
last two need a Python with all of Rasa in it, which is no part of this project.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

from benchmarks.pipelines.measuring import Measured, measure
from benchmarks.pipelines.recipes import EPOCHS, Pipeline, diet, logistic, ours

KEYS: Final = ("ours", "diet", "lr")
NEEDED: Final = ("rasa", "tensorflow")
MIB: Final = 2**20

_RESULTS: Final = TypeAdapter(list[Measured])


def main() -> None:
    """Measure what is asked for, keep it where results are kept, print them all."""
    chosen = _options()
    kept = read(chosen.json)
    for pipeline in pipelines(chosen.only or KEYS, chosen.full, chosen.epochs):
        kept[pipeline.key] = measure(pipeline, chosen.rounds, chosen.folder)
        write(chosen.json, kept.values())  # at once: the next may take an hour
    show([kept[key] for key in KEYS if key in kept])


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="benchmarks.pipelines", description=__doc__)
    options.add_argument("--full", type=Path, help="the Python of a full Rasa 3.6 install")
    options.add_argument("--only", choices=KEYS, action="append", help="measure this one only")
    options.add_argument("--epochs", type=int, default=EPOCHS, help="of DIET; fewer are a trial")
    options.add_argument("--rounds", type=int, default=3, help="starts of each server")
    options.add_argument("--folder", type=Path, help="keep models here; those there are reused")
    options.add_argument("--json", type=Path, help="keep results here, beside those kept before")
    return options.parse_args()


def pipelines(keys: Sequence[str], full: Path | None, epochs: int) -> list[Pipeline]:
    """Those to measure, once it is sure that they can run."""
    if set(keys) == {"ours"}:
        return [ours()]
    python = full_install(full)
    made = {"ours": ours(), "diet": diet(python, epochs), "lr": logistic(python)}
    return [made[key] for key in KEYS if key in keys]


def full_install(python: Path | None) -> Path:
    """The Python of a full install; leave with one sentence where it is none."""
    if python is None:
        sys.exit("Rasa's own pipelines need a full Rasa: name its Python with --full.")
    find = f"import importlib.util as u; print(*(n for n in {NEEDED} if not u.find_spec(n)))"
    try:
        found = subprocess.run(  # noqa: S603 - named by whoever measures
            [python, "-c", find], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"{python} is no Python that runs: name that of a full Rasa with --full.")
    if missing := found.stdout.split():
        sys.exit(f'{python} lacks {" and ".join(missing)}: install "rasa==3.6.21" there, whole.')
    return python.absolute()  # never resolved: it would leave its environment


def read(file: Path | None) -> dict[str, Measured]:
    """Results kept before, by pipeline."""
    if file is None or not file.is_file():
        return {}
    return {one.key: one for one in _RESULTS.validate_json(file.read_bytes())}


def write(file: Path | None, results: Iterable[Measured]) -> None:
    """Keep results, if they are to be kept."""
    if file is not None:
        file.write_bytes(_RESULTS.dump_json(list(results), indent=2))


def show(results: Sequence[Measured]) -> None:
    """Print the pipelines side by side."""
    table = Table(title="The same examples, the same texts", title_justify="left")
    table.add_column("measured")
    for one in results:
        table.add_column(one.title, justify="right")
    for name, *values in zip(*([_NAMES, *map(_values, results)]), strict=True):
        table.add_row(name, *values)
    Console().print(table)


_NAMES: Final = (
    "French, best topic",
    "other languages, best topic",
    "out of scope, caught",
    "French, best topic and sure enough",
    "training",
    "training, processor",
    "server's memory (RSS)",
    "start to first answer",
    "a text, p50",
    "a text, p95",
)


def _values(one: Measured) -> tuple[str, ...]:
    """A pipeline's column, in the order of the names."""
    shares = (one.shares[n] for n in ("french", "languages", "out_of_scope", "french_answered"))
    return (
        *(f"{share:.1%}" for share in shares),
        f"{one.training.waiting:,.0f} s",
        f"{one.training.computing:,.0f} s",
        f"{one.memory / MIB:,.0f} MiB",
        f"{one.start:.1f} s",
        f"{one.quietest.median * 1000:.0f} ms",
        f"{one.quietest.p95 * 1000:.0f} ms",
    )


if __name__ == "__main__":
    main()
