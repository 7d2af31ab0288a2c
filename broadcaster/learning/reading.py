"""A reading: what the assistant took one question of a message for, and how sure it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any  # Rasa's own JSON

KEPT = 3
"""Guesses kept of a reading: those staff are offered first."""


@dataclass(frozen=True, slots=True)
class TopicGuess:
    """One topic a question may be about."""

    topic: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One question as it was read, the best guess first."""

    text: str  # of this question, as the pipeline normalised it
    guesses: tuple[TopicGuess, ...]
    fallback: bool = False  # too unsure to be answered
    position: int = 0  # among the questions of its message
    questions: int = 1  # how many the message has

    @property
    def confidence(self) -> float:
        """Of the best guess."""
        return self.guesses[0].confidence if self.guesses else 0.0

    @property
    def lead(self) -> float | None:
        """Of the best guess over the second; None where no second is known."""
        if len(self.guesses) < 2:
            return None
        return self.guesses[0].confidence - self.guesses[1].confidence


def guesses_of(listed: object) -> tuple[TopicGuess, ...]:
    """The guesses of a JSON list, best first; what is none is left out."""
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return ()
    found = (_guess(entry) for entry in listed if isinstance(entry, Mapping))
    return tuple(guess for guess in found if guess is not None)[:KEPT]


def _guess(entry: Mapping[str, Any]) -> TopicGuess | None:
    topic = entry.get("topic") or entry.get("name") or entry.get("intent")
    try:
        return TopicGuess(str(topic), round(float(entry["confidence"]), 4)) if topic else None
    except (KeyError, TypeError, ValueError):
        return None


def reading_of(value: object) -> Reading | None:
    """A reading from the JSON that ``dataclasses.asdict`` makes of it; None when it is none."""
    if not isinstance(value, Mapping):
        return None
    return Reading(
        text=str(value.get("text") or ""),
        guesses=guesses_of(value.get("guesses")),
        fallback=bool(value.get("fallback")),
        position=int(value.get("position") or 0),
        questions=int(value.get("questions") or 1),
    )
