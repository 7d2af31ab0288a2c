"""The project's pipeline on a public set: ``python -m benchmarks.clinc150 PATH/data_small.json``.

CLINC150, the small set (150 intents of 50 texts each, 100 texts out of scope; Larson et al., « An
Evaluation Dataset for Intent Classification and Out-of-Scope Prediction », EMNLP 2019). The
pipeline is ours unchanged; only the data are others. A text counts as put out of scope when it is
given that intent or is too unsure to be answered, in both columns: by our own thresholds, which
would rather ask back than answer wrongly, and by several bounds of the confidence alone.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.stock_rasa import PYTHON, ROOT

OUT_OF_SCOPE: Final = "out_of_scope"
THEIRS: Final = "oos"
SHAPING: Final = ("config.yml", "endpoints.yml", "credentials.yml")

PAPER: Final = (
    ("Rasa 2019", 88.9, 55.0),
    ("MLP", 91.5, 52.2),
    ("BERT", 96.4, 40.9),
    ("BERT, threshold", 96.2, 58.9),
)
"""In-scope accuracy and out-of-scope recall, per cent, on the small set (the paper's table)."""

LEAST_IN_SCOPE, LEAST_OUT_OF_SCOPE = 95.0, 60.0
"""What was promised of ours."""

Example = tuple[str, str]


BOUNDS: Final = (0.0, 0.1, 0.15, 0.2, 0.3)
"""Least confidences tried."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was understood of a text."""

    intent: str
    confidence: float
    fallback: bool  # by our own thresholds

    def above(self, bound: float) -> str:
        """The intent, or out of scope where it is less sure than that."""
        return self.intent if self.confidence >= bound else OUT_OF_SCOPE

    @property
    def answered(self) -> str:
        """The intent, or out of scope by our own thresholds."""
        return OUT_OF_SCOPE if self.fallback else self.intent


@dataclass(frozen=True, slots=True)
class Score:
    """What a pipeline reaches, per cent."""

    name: str
    in_scope: float
    out_of_scope: float


def main() -> None:
    """Train in a temporary project, understand the test texts, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path, help="data_small.json of CLINC150")
    chosen = options.parse_args()
    data = json.loads(chosen.data.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="palier-clinc-") as folder:
        show(*measure(Path(folder), data))


def measure(project: Path, data: dict[str, list[Example]]) -> tuple[list[Score], float]:
    """The scores on the set's own test texts, and the seconds of training."""
    lay_out(project, [*data["train"], *data["oos_train"]])
    started = time.perf_counter()
    _launch(project, "train")
    training = time.perf_counter() - started
    inside = list(understood(project, [text for text, _ in data["test"]]))
    outside = list(understood(project, [text for text, _ in data["oos_test"]]))
    meant = [intent for _, intent in data["test"]]
    ways: list[tuple[str, Callable[[Seen], str]]] = [
        ("Palier, own thresholds", lambda seen: seen.answered),
        *(
            (f"Palier, confidence ≥ {bound:g}", partial(Seen.above, bound=bound))
            for bound in BOUNDS
        ),
    ]
    return [score(name, meant, *(map(way, seen) for seen in (inside, outside)))
            for name, way in ways], training  # fmt: skip


def score(name: str, meant: Sequence[str], inside: Iterable[str], outside: Iterable[str]) -> Score:
    """What is right of the texts in scope, and caught of the others."""
    right = [seen == wanted for seen, wanted in zip(inside, meant, strict=True)]
    caught = [seen == OUT_OF_SCOPE for seen in outside]
    return Score(name, 100 * sum(right) / len(right), 100 * sum(caught) / len(caught))


def lay_out(project: Path, examples: Sequence[Example]) -> None:
    """A project of ours with other data."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in examples:
        name = OUT_OF_SCOPE if intent == THEIRS else intent
        by_intent.setdefault(name, []).append(text)
    (project / "data" / "nlu").mkdir(parents=True)
    for name in SHAPING:
        shutil.copy(ROOT / name, project)
    _write(project / "domain.yml", {"intents": list(by_intent), "actions": ["action_answer"]})
    rule = {"rule": "any", "steps": [{"intent": OUT_OF_SCOPE}, {"action": "action_answer"}]}
    _write(project / "data" / "rules.yml", {"rules": [rule]})
    blocks = [
        {"intent": name, "examples": "".join(f"- {text}\n" for text in texts)}
        for name, texts in by_intent.items()
    ]
    _write(project / "data" / "nlu" / "clinc.yml", {"nlu": blocks})


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump({"version": "3.1", **content}, allow_unicode=True), "utf-8")


def understood(project: Path, texts: Sequence[str]) -> Iterator[Seen]:
    """What is understood of each text, by the process that the live path asks."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        [PYTHON, "-m", "bot.nlu.launcher", "understand"],
        cwd=project, env=_environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    with process:
        for text in track(texts, "understanding", console=Console(stderr=True), transient=True):
            process.stdin.write(json.dumps(text) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            first = answer["intents"][0]
            yield Seen(first["name"], first["confidence"], answer["fallback"])
        process.stdin.close()


def _launch(project: Path, command: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own module
        [PYTHON, "-m", "bot.nlu.launcher", command],
        cwd=project, env=_environment(), check=False, stdout=sys.stderr,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{command} failed in {project}")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def show(scores: Sequence[Score], training: float) -> None:
    """Ours beside the paper's."""
    table = Table(title="CLINC150, small", title_justify="left")
    for head in ("pipeline", "in scope", "out of scope caught"):
        table.add_column(head, justify="left" if head == "pipeline" else "right")
    for each in (*(Score(*row) for row in PAPER), *scores):
        table.add_row(each.name, f"{each.in_scope:.1f} %", f"{each.out_of_scope:.1f} %")
    Console().print(table)
    Console().print(
        f"Promised: {LEAST_IN_SCOPE:g} % in scope with {LEAST_OUT_OF_SCOPE:g} % out of scope. "
        f"Trained in {training:.0f} s, embeddings included."
    )


if __name__ == "__main__":
    main()
