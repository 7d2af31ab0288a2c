"""Details: what only names somebody, a flat or a thing, and is heard as nothing else."""

from dataclasses import replace
from typing import Final

from bot.actions.dialogue import NOT_UNDERSTOOD
from bot.actions.flows import words
from bot.actions.flows.matters import CERTAIN
from bot.actions.flows.naming import names_somebody, only_names, tells_flat
from bot.actions.message import Message, Question
from broadcaster.answers.emergencies import PREFIX
from broadcaster.conversations.request_kinds import request_kinds

COURTESIES: Final = frozenset({"service_greet", "service_thanks", "affirm", "deny"})

DETAILS: Final = frozenset(name for kind in request_kinds().values() for name in kind.answers)
"""Every answer a request may hold."""


def as_detail(message: Message) -> Message:
    """The message without the topics that a name, a flat or a thing alone is taken for.

    « Elle est au 101 » is no child in danger, and « Madame Petit » no greeting, right after a
    request: whoever hears it otherwise is asked first whether it belongs there.
    """
    text = message.text
    if not names_somebody(text) and not _names_detail(text):
        return message
    questions = tuple(
        replace(one, topic=NOT_UNDERSTOOD, confidence=0.0, choices=()) if _may_be(one) else one
        for one in message.questions
    )
    return replace(message, questions=questions)


def _may_be(question: Question) -> bool:
    """True for a topic that what only names a detail was taken for."""
    is_of_words = question.topic.startswith(PREFIX) or question.topic in COURTESIES
    return is_of_words or question.confidence < CERTAIN


def _names_detail(text: str) -> bool:
    told = tells_flat(text) or any(words.tells(name, text) for name in DETAILS)
    return told and only_names(text) and not words.says_little(text)
