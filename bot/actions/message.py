"""A tenant's message as Rasa's pipeline understood it: its text and its questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any  # a tracker's latest message is plain JSON

from bot.actions.choices import choices_of
from bot.actions.dialogue import NOT_UNDERSTOOD

MOST_QUESTIONS = 5
"""Questions answered of one message; the rest would make a letter of the reply."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a message."""

    text: str
    topic: str
    confidence: float = 1.0
    choices: tuple[str, ...] = ()  # topics it may be about, when it was not understood


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
        return [_question(entry) for entry in listed[:MOST_QUESTIONS]]
    intent = message.get("intent") or {}
    return [Question(str(message.get("text") or ""), str(intent.get("name") or NOT_UNDERSTOOD))]


def _question(entry: Mapping[str, Any]) -> Question:
    topic = NOT_UNDERSTOOD if entry.get("fallback") else str(entry.get("intent"))
    confidence = float(entry.get("confidence") or 0.0)
    return Question(str(entry.get("text") or ""), topic, confidence, choices_of(entry))
