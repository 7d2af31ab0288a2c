"""A tenant's message as Rasa's pipeline understood it: its text and its questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # a tracker's latest message is plain JSON

from bot.actions.choices import choices_of
from bot.actions.dialogue import NOT_UNDERSTOOD
from broadcaster.learning.reading import Reading, TopicGuess, guesses_of

MOST_QUESTIONS = 5
"""Questions answered of one message; the rest would make a letter of the reply."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a message."""

    text: str
    topic: str
    confidence: float = 1.0
    choices: tuple[str, ...] = ()  # topics it may be about, when it was not understood
    reading: Reading | None = None  # how surely it was understood, for staff to review


@dataclass(frozen=True, slots=True)
class Message:
    """What a tenant wrote."""

    id: str  # the same when it is tried again
    text: str
    questions: tuple[Question, ...]  # at least one

    @classmethod
    def from_tracker(cls, latest: Mapping[str, Any]) -> "Message":
        """Read a tracker's latest message."""
        questions = questions_of(latest)
        text = str(latest.get("text") or " ".join(one.text for one in questions))
        return cls(str(latest.get("message_id") or ""), text, tuple(questions))


def questions_of(message: Mapping[str, Any]) -> list[Question]:
    """The questions of a tracker's latest message; at least one."""
    listed = message.get("questions")
    if isinstance(listed, list) and listed:
        asked = listed[:MOST_QUESTIONS]
        return [_question(entry, number, len(asked)) for number, entry in enumerate(asked)]
    intent = message.get("intent") or {}
    return [Question(str(message.get("text") or ""), str(intent.get("name") or NOT_UNDERSTOOD))]


def _question(entry: Mapping[str, Any], position: int, questions: int) -> Question:
    topic = NOT_UNDERSTOOD if entry.get("fallback") else str(entry.get("intent"))
    text, confidence = str(entry.get("text") or ""), float(entry.get("confidence") or 0.0)
    reading = _reading(entry, text, position, questions)
    return Question(text, topic, confidence, choices_of(entry), reading)


def _reading(entry: Mapping[str, Any], text: str, position: int, questions: int) -> Reading:
    """How surely a question was understood, with the topics it might be about instead."""
    best = TopicGuess(str(entry.get("intent")), float(entry.get("confidence") or 0))
    guesses = guesses_of(entry.get("ranking")) or (best,)
    return Reading(text, guesses, bool(entry.get("fallback")), position, questions)
