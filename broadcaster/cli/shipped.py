"""The shipped data: topics, examples, and the messages the assistant is measured with."""

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

EVALUATION = Path("data") / "evaluation"


def topics(root: Path) -> frozenset[str]:
    """The names of the catalogue, from domain.yml."""
    domain = yaml.safe_load((root / "domain.yml").read_text("utf-8"))
    return frozenset(domain["intents"])


def examples(root: Path) -> Iterator[str]:
    """Every shipped training example."""
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        content = yaml.safe_load(path.read_text("utf-8")) or {}
        for block in content.get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                yield line.removeprefix("- ")


def measured(root: Path) -> Iterator[str]:
    """Every message of the evaluation set: none of them may be learned."""
    for path in sorted((root / EVALUATION).glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield str(json.loads(line)["text"])
