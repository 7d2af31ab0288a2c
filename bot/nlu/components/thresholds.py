"""How the thresholds fare on examples the model has not seen; the way they are chosen.

``python -m bot.nlu.launcher thresholds`` prints the tables; what was chosen from them, and why, is
in docs/evaluation.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from bot.nlu.components.intent_model import IntentModel
from bot.nlu.components.validation import Example, split, trained
from bot.nlu.guess import OUT_OF_SCOPE, Guess, Thresholds
from bot.nlu.questions import understand

_PAIRS = 250
_FALLBACKS = (0.0, 0.2, 0.3, 0.4, 0.5)
_OUTSIDES = (1.0, 0.2, 0.1, 0.05, 0.02)


def report(root: Path) -> int:
    """Train on four fifths of the examples, measure on the rest, print tables; return 0."""
    kept, held = split(root)
    model = trained(root, kept)
    _print_singles(held, model.guesses([example.text for example in held]))
    _print_splits(held, model)
    return 0


def _print_singles(held: Sequence[Example], guesses: Sequence[Guess]) -> None:
    """Print, for each pair of thresholds, what is answered rightly, wrongly and not at all."""
    print(f"{len(held)} held-out examples, ambiguity {Thresholds().ambiguity}")
    print("fallback  outside   right   wrong  asked back  out of scope caught")
    for fallback in _FALLBACKS:
        for outside in _OUTSIDES:
            right, wrong, back, caught = _shares(held, guesses, fallback, outside)
            print(
                f"{fallback:8.2f}  {outside:7.2f}  {right:6.1%}  {wrong:6.1%}  {back:10.1%}  "
                f"{caught:19.1%}"
            )


def _shares(
    held: Sequence[Example], guesses: Sequence[Guess], fallback: float, outside: float
) -> tuple[float, float, float, float]:
    """Return right, wrong and asked back of what is in scope, and what is caught of the rest."""
    counts = {"right": 0, "wrong": 0, "back": 0, "caught": 0, "missed": 0}
    ambiguity = Thresholds().ambiguity
    for example, guess in zip(held, guesses, strict=True):
        unsure = guess.confidence < fallback or guess.lead < ambiguity or guess.outside > outside
        if example.intent == OUT_OF_SCOPE:
            counts["caught" if unsure or guess.intent == OUT_OF_SCOPE else "missed"] += 1
        elif unsure or guess.intent == OUT_OF_SCOPE:
            counts["back"] += 1
        else:
            counts["right" if guess.intent == example.intent else "wrong"] += 1
    inside = counts["right"] + counts["wrong"] + counts["back"]
    return (
        counts["right"] / inside,
        counts["wrong"] / inside,
        counts["back"] / inside,
        counts["caught"] / (counts["caught"] + counts["missed"]),
    )


def _print_splits(held: Sequence[Example], model: IntentModel) -> None:
    """Print how often one question stays one, and two joined questions become two."""
    joined = _pairs(held)
    print("clause  one stays one  two become two")
    for clause in (0.2, 0.3, 0.4, 0.6):
        thresholds = Thresholds(clause=clause)
        single = [len(understand(t, model.guesses, thresholds)) == 1 for t, _ in held[:_PAIRS]]
        pairs = [
            [q.intent for q in understand(text, model.guesses, thresholds)] == intents
            for text, intents in joined
        ]
        print(f"{clause:6.2f}  {sum(single) / len(single):13.1%}  {sum(pairs) / len(pairs):14.1%}")


def _pairs(held: Sequence[Example]) -> list[tuple[str, list[str]]]:
    """Return texts made of two questions the way tenants join them."""
    asked = [e for e in held if e[1].startswith(("works_", "cut_", "money_", "offer_", "contact_"))]
    joints = (" ? ", " + ", ". ", " et aussi ", "\n")
    return [
        (f"{first}{joints[n % len(joints)]}{second}", [one, other])
        for n, ((first, one), (second, other)) in enumerate(pairwise(asked[:_PAIRS]))
        if one != other
    ]
