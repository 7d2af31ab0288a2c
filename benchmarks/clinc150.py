"""The project's pipeline on a public set: ``python -m benchmarks.clinc150 PATH/data_small.json``.

CLINC150, the small set (150 intents of 50 texts each, 100 texts out of scope; Larson et al., « An
Evaluation Dataset for Intent Classification and Out-of-Scope Prediction », EMNLP 2019). The
pipeline is ours unchanged, thresholds included; only the data are others. A text counts as put out
of scope when it is given that intent or is too unsure to be answered, in both columns.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT: Final = Path(__file__).parent.parent
PYTHON: Final = ROOT / "bot" / ".venv" / "bin" / "python"
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


@dataclass(frozen=True, slots=True)
class Score:
    """What a pipeline reaches, per cent."""

    in_scope: float
    out_of_scope: float
    training: float  # seconds


def main() -> None:
    """Train in a temporary project, understand the test texts, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path, help="data_small.json of CLINC150")
    chosen = options.parse_args()
    data = json.loads(chosen.data.read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="palier-clinc-") as folder:
        show(measure(Path(folder), data))


def measure(project: Path, data: dict[str, list[Example]]) -> Score:
    """The score on the set's own test texts."""
    lay_out(project, [*data["train"], *data["oos_train"]])
    started = time.perf_counter()
    _launch(project, "train")
    training = time.perf_counter() - started
    inside = list(understood(project, [text for text, _ in data["test"]]))
    outside = list(understood(project, [text for text, _ in data["oos_test"]]))
    right = sum(seen == meant for seen, (_, meant) in zip(inside, data["test"], strict=True))
    caught = outside.count(OUT_OF_SCOPE)
    return Score(100 * right / len(inside), 100 * caught / len(outside), training)


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


def understood(project: Path, texts: Sequence[str]) -> Iterator[str]:
    """The intent of each text, by the process that the live path asks."""
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
            yield OUT_OF_SCOPE if answer["fallback"] else answer["intents"][0]["name"]
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


def show(score: Score) -> None:
    """Ours beside the paper's."""
    table = Table(title="CLINC150, small", title_justify="left")
    for head in ("pipeline", "in scope", "out of scope caught", "promised"):
        table.add_column(head, justify="left" if head == "pipeline" else "right")
    for name, inside, outside in PAPER:
        table.add_row(name, f"{inside:.1f} %", f"{outside:.1f} %", "")
    promised = f"≥ {LEAST_IN_SCOPE:g} % and ≥ {LEAST_OUT_OF_SCOPE:g} %"
    ours = f"{score.in_scope:.1f} %", f"{score.out_of_scope:.1f} %"
    table.add_row("Palier", *ours, promised)
    Console().print(table)
    Console().print(f"trained in {score.training:.0f} s, embeddings included")


if __name__ == "__main__":
    main()
