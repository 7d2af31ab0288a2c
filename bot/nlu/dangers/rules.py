"""Rules: which concepts, near each other, mean which danger.

One rule a line: ``gas & smell ~6 - repaired`` means both concepts in any order, at most 6 words
apart, and nothing repaired nearby. ``a|b`` is either concept; ``a > b`` wants that order. A rule
that ends with ``!`` holds whatever harmless context (``past``, ``fiction``…) is near; one that
ends with ``?`` is a sign that counts only where nothing calm (a bill, a date) is spoken of, and
one that ends with ``??`` a weak sign: it wants another sign or a call for help beside it. One that
ends with ``!!`` is firm: no classifier may overrule it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.dangers.vocabulary import Hit

USUAL_DISTANCE = 9
CERTAIN = 3
"""Weight of a rule that needs nothing beside it."""
_CONTEXT_REACH = 16
"""Words between a danger and the context that makes it harmless."""

FLAGS = frozenset({"shout", "few_words"})
"""Terms that tell of the whole text: written loudly; at most four words."""

_RULE = re.compile(
    r"(?P<terms>[\w|&> ]+?)(?: ~(?P<distance>\d+))?(?: - (?P<unless>[\w ]+?))?"
    r"(?P<force> !!?| \?\??)?"
)

Place = tuple[int, int]
"""Places of the first and the last word of a concept."""

Found = Mapping[str, Sequence[Place]]
"""Where each concept was found."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rules."""

    danger: str
    terms: tuple[tuple[str, ...], ...]  # of each term one concept must be there
    flags: frozenset[str]  # what must hold of the whole text
    ordered: bool
    distance: int
    unless: frozenset[str]  # contexts in which it does not hold
    weight: int  # 3: certain; 2: where nothing calm is near; 1: beside another sign
    is_firm: bool  # it stands against a classifier that sees no danger
    case: str = ""  # the narrower case of the danger it tells of, which has its own reply

    def holds(self, found: Found) -> bool:
        """True when the concepts are found, close enough, in no harmless context."""
        if not self.flags <= found.keys():
            return False
        places = [[p for name in term for p in found.get(name, ())] for term in self.terms]
        if not all(places):
            return False
        contexts = [p for name in self.unless for p in found.get(name, ())]
        return any(
            self._joined(first, places[1:])
            for first in places[0]
            if not (contexts and _near_any(first, contexts))
        )

    def _joined(self, first: Place, others: Sequence[Sequence[Place]]) -> bool:
        """True when each other term is within reach of the one before it."""
        return not others or any(
            self._joined(second, others[1:])
            for second in others[0]
            if 0 < _gap(first, second) <= self.distance
            and not (self.ordered and second[0] < first[0])
        )


def _gap(one: Place, other: Place) -> int:
    """Words from the end of one to the start of the other; 0 or less when they overlap."""
    return max(other[0] - one[1], one[0] - other[1])


def _near_any(one: Place, contexts: Iterable[Place]) -> bool:
    return any(_gap(one, other) <= _CONTEXT_REACH for other in contexts)


def places_of(hits: Iterable[Hit], places: Sequence[int]) -> dict[str, list[Place]]:
    """Where each concept is, by places instead of words."""
    found: dict[str, list[Place]] = defaultdict(list)
    for hit in hits:
        found[hit.concept].append((places[hit.start], places[hit.end - 1]))
    return dict(found)


def parse_rule(danger: str, line: str, contexts: frozenset[str], *, case: str = "") -> Rule:
    """Read one line; raise ValueError when it is no rule."""
    match = _RULE.fullmatch(line.strip())
    if match is None:
        raise ValueError(f"not a rule: {line!r}")
    named = [term.strip() for term in re.split("[&>]", match["terms"])]
    unless = frozenset((match["unless"] or "").split())
    return Rule(
        danger=danger,
        terms=tuple(tuple(term.split("|")) for term in named if term not in FLAGS),
        flags=FLAGS.intersection(named),
        ordered=">" in match["terms"],
        distance=int(match["distance"] or USUAL_DISTANCE),
        unless=unless if match["force"] == " !" else unless | contexts,
        weight={" ?": 2, " ??": 1}.get(match["force"] or "", CERTAIN),
        is_firm=match["force"] == " !!",
        case=case,
    )
