"""Wanted: a topic with what its question named, also as the short text that waits in a column."""

from dataclasses import dataclass
from typing import Self

from bot.actions.hints import Hints

ROOM = 56
"""Characters a wanted topic may take where it waits: the column, less the mark beside it."""


DAY_MARK = "@"
"""What a hint that is a day begins with (``bot.actions.days``)."""

CLAIM_MARK = "?"
"""What a hint that is a claim begins with (``bot.actions.claims``)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a tenant wants to know."""

    topic: str
    hints: Hints = frozenset()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what ``str`` wrote."""
        topic, _, hints = text.partition(":")
        return cls(topic, frozenset(filter(None, hints.split("+"))))

    def __str__(self) -> str:
        """The topic, and as many hints as there is room for: « works_end:facade+when ».

        A day comes first: an answer about another day would be an answer to another question.
        """
        kept: list[str] = []
        for hint in sorted(self.hints, key=_by_weight):
            if len(self._written([*kept, hint])) <= ROOM:
                kept.append(hint)
        return self._written(kept)

    def _written(self, hints: list[str]) -> str:
        return f"{self.topic}:{'+'.join(hints)}" if hints else self.topic


def _by_weight(hint: str) -> tuple[bool, bool, int, str]:
    return not hint.startswith(DAY_MARK), not hint.startswith(CLAIM_MARK), len(hint), hint
