"""Misdirected: topics whose answer would do harm to somebody who means another one.

The reply to « wrong number » offers STOP: who tells of a death and asks for a date would lose every
message to come. Who asks whether *we* called their appointment off does not want to move it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.actions.dialogue import NOT_UNDERSTOOD, WORKS_DATE
from bot.actions.hints import hints_of, works_named
from bot.actions.message import Message, Question
from bot.actions.plainly import heard_plainly
from bot.actions.registry import OUT_OF_SCOPE
from bot.actions.topics.named import MY_FLAT
from bot.nlu.folding import fold

WRONG_NUMBER = "service_wrong_number"
MOVE = "access_reschedule"

LEAST = 0.05
"""Least probability of a topic that is answered instead."""


_CALLED_OFF = re.compile(
    r"(?:ete|est|vous avez(?: pas)?|vous l'avez(?: pas)?|c'est) (?:bien |pas )?"
    r"(?:annule|supprime|maintenu)|(?:been|was|is) (?:.{0,25} )?(?:cancell?ed|called off)"
    r"|iptal (?:oldu|mi)"
    r"|foi (?:cancelad|anulad)"
)
"""Asked of an appointment: have you called it off? « Annulez-le » asks us to."""


def heard_as_ours(message: Message) -> Message:
    """The message with each question under the topic whose answer it is safe to give."""
    ours = map(_of_appointment, _ours(message.questions))
    return replace(message, questions=tuple(map(heard_plainly, ours)))


def _of_appointment(question: Question) -> Question:
    called_off = question.topic == MOVE and "?" in question.text
    if called_off and _CALLED_OFF.search(fold(question.text)):
        return replace(question, topic=MY_FLAT, choices=())
    return question


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
