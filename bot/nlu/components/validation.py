"""The validation set: one training example in five, kept from a model trained on the others."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import yaml  # type: ignore[import-untyped]

from bot.nlu.components import intent_model
from bot.nlu.components.embedding import EmbeddingCache
from bot.nlu.components.intent_model import IntentModel
from bot.nlu.courtesy import peel
from bot.nlu.normaliser import normalise

HELD_OUT = 5  # one example in five
_SEED = 7


class Example(NamedTuple):
    """A training example as the model reads it."""

    text: str
    intent: str


class Split(NamedTuple):
    """Examples to train from, and those kept apart."""

    kept: list[Example]
    held: list[Example]


def split(root: Path) -> Split:
    """Return all examples of ``data/nlu``, shuffled the same way each time, in two parts."""
    examples = [
        Example(peel(normalise(line.removeprefix("- "))), block["intent"])
        for path in sorted((root / "data" / "nlu").glob("*.yml"))
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]
    random.Random(_SEED).shuffle(examples)  # noqa: S311 - a repeatable order, no secret
    kept = [example for number, example in enumerate(examples) if number % HELD_OUT]
    return Split(kept, examples[::HELD_OUT])


def trained(root: Path, examples: Sequence[Example]) -> IntentModel:
    """Return a model of some examples; vectors found once are kept for the next."""
    return intent_model.train(
        [example.text for example in examples],
        [example.intent for example in examples],
        EmbeddingCache(root / ".rasa" / "embeddings-validation.npz", forgets=False),
        lambda _line: None,
    )
