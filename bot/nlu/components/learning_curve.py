"""The learning curve: what more examples would bring, overall and topic by topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bot.nlu.components.validation import Example, split, trained
from bot.nlu.guess import Guess

SHARES = (0.125, 0.25, 0.5, 0.75, 1.0)
_BAR = 50
_MOST_CLIMBING = 15


def report(root: Path) -> int:
    """Train on growing shares of the examples, measure on the same held-out ones; return 0."""
    kept, held = split(root)
    right: dict[float, dict[str, float]] = {}
    print(f"share  examples  best topic right, on {len(held)} held out")
    for share in SHARES:
        part = kept[: int(len(kept) * share)]
        right[share] = by_topic(held, trained(root, part).guesses([e.text for e in held]))
        mean = right[share][""]
        print(f"{share:5.0%}  {len(part):8d}  {mean:6.1%}  {'█' * int(mean * _BAR)}", flush=True)
    print("\nwhere it still climbs: from half of the examples to all of them")
    half, whole = right[0.5], right[1.0]
    climbing = sorted(whole, key=lambda topic: half.get(topic, 0.0) - whole[topic])
    for topic in [name for name in climbing if name][:_MOST_CLIMBING]:
        print(f"{topic:26} {half.get(topic, 0.0):5.0%} → {whole[topic]:4.0%}")
    return 0


def by_topic(held: Sequence[Example], guesses: Sequence[Guess]) -> dict[str, float]:
    """Return the share of right guesses by topic; under "" that of all."""
    hits: dict[str, list[bool]] = defaultdict(list)
    for example, guess in zip(held, guesses, strict=True):
        is_right = guess.intent == example.intent
        hits[example.intent].append(is_right)
        hits[""].append(is_right)
    return {topic: sum(those) / len(those) for topic, those in hits.items()}
