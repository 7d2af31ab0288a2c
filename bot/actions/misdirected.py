"""Misdirected: topics whose answer would do harm to somebody who means another one.

The reply to « wrong number » offers STOP: who tells of a death and asks for a date would lose every
message to come.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.dialogue import NOT_UNDERSTOOD, WORKS_DATE
from bot.actions.hints import hints_of, works_named
from bot.actions.message import Message, Question
from bot.actions.plainly import heard_plainly
from bot.actions.registry import OUT_OF_SCOPE

WRONG_NUMBER = "service_wrong_number"

LEAST = 0.05
"""Least probability of a topic that is answered instead."""


def heard_as_ours(message: Message) -> Message:
    """The message with each question under the topic whose answer it is safe to give."""
    return replace(message, questions=tuple(map(heard_plainly, _ours(message.questions))))


def _ours(questions: Sequence[Question]) -> Sequence[Question]:
    """Without « wrong number » beside another topic or around a question of works."""
    others = [one for one in questions if one.topic != WRONG_NUMBER]
    if any(one.topic not in (NOT_UNDERSTOOD, OUT_OF_SCOPE) for one in others):
        return others
    return [_put_right(one) for one in questions]


def _put_right(question: Question) -> Question:
    hints = hints_of(question.text)
    if question.topic != WRONG_NUMBER or "when" not in hints or not works_named(hints):
        return question
    guesses = question.reading.guesses if question.reading else ()
    next_best = (
        one.topic
        for one in guesses
        if one.topic not in (WRONG_NUMBER, OUT_OF_SCOPE) and one.confidence >= LEAST
    )
    return replace(question, topic=next(next_best, WORKS_DATE))
