"""Judging: what was understood beside what was meant, and the figures that come of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.assistant.understanding import Understanding
from bot.evaluation.sets import Case

OUT_OF_SCOPE: Final = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and how it was understood."""

    case: Case
    understood: tuple[str, ...]  # topics, in order
    fallback: bool
    emergency: str | None

    @classmethod
    def of(cls, case: Case, understanding: Understanding) -> "Judged":
        """Put the two side by side. A keyword counts as out of scope: nothing is answered."""
        names = tuple(intent["name"] for intent in understanding["intents"])
        return cls(case, names, understanding["fallback"], understanding["emergency"])

    @property
    def first(self) -> str:
        """The best topic, however unsure."""
        return self.understood[0] if self.understood else OUT_OF_SCOPE

    @property
    def is_right(self) -> bool:
        """True when the best topic is the right one."""
        return self.first == self.case.topics[0]

    @property
    def is_answered_right(self) -> bool:
        """True when it is, and the assistant is sure enough to answer."""
        return self.is_right and not self.fallback

    @property
    def is_handed_over(self) -> bool:
        """True when a person gets it, or the tenant is asked back."""
        return self.fallback or self.first == OUT_OF_SCOPE

    @property
    def found(self) -> float:
        """The share of its topics that were found."""
        meant = set(self.case.topics)
        seen = set(self.understood) | ({self.emergency} if self.emergency else set())
        return len(meant & seen) / len(meant)

    @property
    def kind_is_right(self) -> bool:
        """True when the danger seen is the one meant."""
        return self.emergency in self.case.topics


def share(rows: Sequence[Judged], holds: Callable[[Judged], float]) -> float:
    """The mean of something over rows; 0 of none."""
    return sum(float(holds(row)) for row in rows) / len(rows) if rows else 0.0


def of_set(judged: Iterable[Judged], name: str) -> list[Judged]:
    """The rows of one file."""
    return [row for row in judged if row.case.set == name]


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Every figure that was promised something, by name; shares from 0 to 1."""
    sets = {row.case.set: of_set(judged, row.case.set) for row in judged}
    french, languages = sets.get("singles_fr", []), sets.get("languages", [])
    dangers, near = sets.get("emergencies", []), sets.get("near_misses", [])
    return {
        "french": share(french, lambda row: row.is_right),
        "french_answered": share(french, lambda row: row.is_answered_right),
        "languages": share(languages, lambda row: row.is_right),
        "several": share(sets.get("several", []), lambda row: row.found),
        "emergencies": share(dangers, lambda row: row.emergency is not None),
        "emergency_kinds": share(dangers, lambda row: row.kind_is_right),
        "near_misses_firing": share(near, lambda row: row.emergency is not None),
        "near_misses": share(near, lambda row: row.is_right),
        "out_of_scope": share(sets.get("out_of_scope", []), lambda row: row.is_handed_over),
        "harmless_firing": share(french + languages, lambda row: row.emergency is not None),
        "messages": float(len(judged)),
    }


def by_topic(judged: Iterable[Judged]) -> Mapping[str, list[Judged]]:
    """The rows with one question, by the topic they ask about."""
    rows: dict[str, list[Judged]] = defaultdict(list)
    for row in judged:
        if row.case.set in ("singles_fr", "languages") and len(row.case.topics) == 1:
            rows[row.case.topics[0]].append(row)
    return rows
