"""What a classifier says of a text, and when that is sure enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.nlu.danger import NO_DANGER, Danger

OUT_OF_SCOPE = "out_of_scope"

COURTESIES = frozenset({"service_greet", "service_thanks"})
"""Said around a question, never one among several."""

PLACE = "inform_place"
"""Said of where one lives."""

BESIDE = COURTESIES | {PLACE, "affirm", "deny", "service_anger"}
"""Understood as themselves only when nothing else is asked in the same text."""

NOT_ASKED = BESIDE | {OUT_OF_SCOPE}
"""What a part of a text may be without being one of its questions."""

_LEAST_LEFT = 0.2

Ranking = tuple[tuple[str, float], ...]
"""Intents with their probabilities, the best first."""


@dataclass(frozen=True)
class Thresholds:
    """When an answer is too unsure to be given; chosen on held-out texts (``thresholds`` tool)."""

    fallback: float = 0.30  # least probability of the best intent
    ambiguity: float = 0.05  # least lead of the best intent over the second
    outside: float = 0.10  # most probability of being out of scope at which a text is answered
    split: float = 0.50  # least probability of each sentence for a text to be several questions
    clause: float = 0.60  # the same for clauses, which no mark divides
    glance: float = 0.35  # the same by their words alone, to be worth a close look
    margin: float = 0.10  # how much less sure clauses may be, together, than their sentence


@dataclass(frozen=True)
class Guess:
    """What the classifier says of one text."""

    intent: str
    confidence: float
    lead: float  # over the second-best intent
    ranking: Ranking = ()  # the best few intents, this one first
    outside: float = 0.0  # the probability that it is out of scope
    danger: Danger = NO_DANGER

    def beside_danger(self) -> Guess:
        """Return the same where the danger is none: its share goes to the other intents.

        Never more than fivefold: of a hundredth that is left nothing can be told.
        """
        share = max(1.0 - self.danger.chance, _LEAST_LEFT)
        return replace(
            self,
            confidence=self.confidence / share,
            lead=self.lead / share,
            ranking=tuple((name, chance / share) for name, chance in self.ranking),
            outside=self.outside / share,
        )


Classify = Callable[[Sequence[str]], Sequence[Guess]]
"""Texts → what each is about."""
