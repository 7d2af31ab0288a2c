"""Whether the clauses of a sentence ask different things: « fini quand et c'est combien »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from bot.nlu.guess import NOT_ASKED, Classify, Guess, Thresholds
from bot.nlu.splitting import Span, clauses

Part = tuple[str, Guess]
LONG = 9
"""Clauses looked at of a sentence of which nothing is understood."""

Division = tuple[str, ...]
"""A sentence cut into runs of neighbouring clauses, two at least."""


def divisions(sentence: str) -> Iterator[Division]:
    """Yield every way to divide a sentence."""
    spans = clauses(sentence)
    for cuts in range(1, len(spans)):
        for chosen in combinations(range(1, len(spans)), cuts):
            borders = (0, *chosen, len(spans))
            yield tuple(_run(sentence, spans, *border) for border in pairwise(borders))


def promising(sentence: str, glance: Classify, thresholds: Thresholds) -> list[Division]:
    """Return the ways to divide a sentence that are worth a close look.

    A close look at a run of clauses costs 20 ms, and a long sentence has ten of them; a glance at
    its words costs one. Where the words already say that the runs ask nothing different, nobody
    looks closely.
    """
    ways = list(divisions(sentence))
    runs = list(dict.fromkeys(run for way in ways for run in way))
    seen = dict(zip(runs, glance(runs), strict=True)) if runs else {}
    return [way for way in ways if _asks_apart([seen[run] for run in way], thresholds.glance)]


def divided(whole: Part, ways: Sequence[Sequence[Part]], thresholds: Thresholds) -> list[Part]:
    """Return the clauses of a sentence where each surely asks something else, or all of it."""
    apart = [way for way in ways if _asks_apart([guess for _, guess in way], thresholds.clause)]
    best = max(apart, key=_most_asked, default=[whole])
    sure_enough = _mean_confidence(best) >= whole[1].confidence - thresholds.margin
    return list(best) if sure_enough else [whole]


def understood_in(
    sentences: Sequence[str], classify: Classify, thresholds: Thresholds
) -> tuple[list[Part], list[str]]:
    """Return the clauses that surely ask different things, and what else is said, in order.

    For long texts of which nothing was made out as they stand.
    """
    said = [sentence[start:end] for sentence in sentences for start, end in clauses(sentence, LONG)]
    kept: dict[str, Part] = {}
    rest = list[str]()
    for text, guess in zip(said, classify(said), strict=True):
        surely = guess.confidence >= thresholds.clause and guess.intent not in NOT_ASKED
        if surely and guess.intent not in kept and not guess.danger.is_seen:
            kept[guess.intent] = (text, guess)
        else:
            rest.append(text)
    return list(kept.values()), rest


def _run(sentence: str, spans: Sequence[Span], first: int, last: int) -> str:
    return sentence[spans[first][0] : spans[last - 1][1]]


def _asks_apart(guesses: Sequence[Guess], least: float) -> bool:
    """True when all are questions, each about something else, and as sure as that."""
    intents = {guess.intent for guess in guesses}
    surely = all(guess.confidence >= least for guess in guesses)
    return surely and len(intents) == len(guesses) and not intents & NOT_ASKED


def _most_asked(parts: Sequence[Part]) -> tuple[int, float]:
    """The order of ways to divide: a third question is lost in a part that is surer without it."""
    return len(parts), _mean_confidence(parts)


def _mean_confidence(parts: Sequence[Part]) -> float:
    return sum(guess.confidence for _, guess in parts) / len(parts)
