"""How the thresholds fare on examples the model has not seen; the way they are chosen."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import yaml  # type: ignore[import-untyped]

from bot.nlu.components import intent_model
from bot.nlu.components.embedding import EmbeddingCache
from bot.nlu.normaliser import normalise
from bot.nlu.questions import Guess, Thresholds, understand

_HELD_OUT = 5  # one example in five
_PAIRS = 300
_SEED = 7

Example = tuple[str, str]


def report(root: Path) -> int:
    """Train on four fifths of the examples, measure on the rest, print a table; return 0."""
    examples = _examples(root)
    held = examples[::_HELD_OUT]
    kept = [example for number, example in enumerate(examples) if number % _HELD_OUT]
    model = intent_model.train(
        [text for text, _ in kept],
        [intent for _, intent in kept],
        EmbeddingCache(root / ".rasa" / "embeddings-held-out.npz"),
        lambda line: print(line, flush=True),
    )
    known = dict(zip((text for text, _ in held), _guesses(model, held), strict=True))
    _print_singles(held, known)
    _print_splits(held, model)
    return 0


def _examples(root: Path) -> list[Example]:
    """Return normalised texts with their intents, shuffled the same way each time."""
    found = [
        (normalise(line.removeprefix("- ")), block["intent"])
        for path in sorted((root / "data" / "nlu").glob("*.yml"))
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]
    random.Random(_SEED).shuffle(found)  # noqa: S311 - a repeatable order, no secret
    return found


def _guesses(model: intent_model.IntentModel, held: list[Example]) -> list[Guess]:
    return model.guesses([text for text, _ in held])


def _print_singles(held: list[Example], known: dict[str, Guess]) -> None:
    """Print, for each fallback threshold, what is answered rightly, wrongly and not at all."""
    inside = [example for example in held if example[1] != "out_of_scope"]
    outside = [example for example in held if example[1] == "out_of_scope"]
    print("fallback  right  wrong  asked back  out of scope caught")
    for threshold in (0.0, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        answered = [(t, i) for t, i in inside if known[t].confidence >= threshold]
        right = sum(known[text].intent == intent for text, intent in answered)
        caught = sum(
            known[t].intent == "out_of_scope" or known[t].confidence < threshold for t, _ in outside
        )
        wrong = len(answered) - right
        print(
            f"{threshold:8.2f}  {right / len(inside):5.1%}  {wrong / len(inside):5.1%}  "
            f"{1 - len(answered) / len(inside):10.1%}  {caught / len(outside):19.1%}"
        )


def _print_splits(held: list[Example], model: intent_model.IntentModel) -> None:
    """Print how often one question stays one, and two joined questions become two."""
    joined = _pairs(held)
    print("split  one stays one  two become two")
    for split in (0.35, 0.5, 0.65, 0.8):
        thresholds = Thresholds(split=split)
        single = [len(understand(t, model.guesses, thresholds)) == 1 for t, _ in held[:_PAIRS]]
        pairs = [
            [q.intent for q in understand(text, model.guesses, thresholds)] == intents
            for text, intents in joined
        ]
        print(f"{split:5.2f}  {sum(single) / len(single):13.1%}  {sum(pairs) / len(pairs):14.1%}")


def _pairs(held: list[Example]) -> list[tuple[str, list[str]]]:
    """Return texts made of two questions the way tenants join them."""
    asked = [e for e in held if e[1].startswith(("works_", "cut_", "money_", "offer_", "contact_"))]
    joints = (" ? ", " + ", ". ", " et aussi ", "\n")
    return [
        (f"{first}{joints[n % len(joints)]}{second}", [one, other])
        for n, ((first, one), (second, other)) in enumerate(pairwise(asked[:_PAIRS]))
        if one != other
    ]
