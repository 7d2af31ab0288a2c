"""Misdirected: topics whose answer would do harm to somebody who means another one.

The reply to « wrong number » offers STOP: who tells of a death and asks for a date would lose every
message to come.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.dialogue import NOT_UNDERSTOOD, WORKS_DATE
from bot.actions.flows import remarks, words
from bot.actions.flows.ending import MENDED
from bot.actions.flows.leaving import leaves_talk
from bot.actions.flows.opening import CALL, VULNERABLE
from bot.actions.hints import hints_of, works_named
from bot.actions.message import Message, Question
from bot.actions.plainly import heard_plainly
from bot.actions.registry import OUT_OF_SCOPE
from broadcaster.answers.emergencies import PREFIX

WRONG_NUMBER = "service_wrong_number"

DESPAIR, NO, THANKS = f"{PREFIX}suicide", "deny", "service_thanks"
NUISANCE, IN_MY_LANGUAGE = "nuisance_", "service_language"

UNCLEAR = frozenset({NOT_UNDERSTOOD, OUT_OF_SCOPE})

LEAST = 0.05
"""Least probability of a topic that is answered instead."""


def heard_as_ours(message: Message) -> Message:
    """The message with each question under the topic whose answer it is safe to give."""
    heard = map(_meant, map(heard_plainly, _ours(message.questions)))
    return replace(message, questions=tuple(heard))


def _meant(question: Question) -> Question:
    """Under the topic it can only be about, where its words say so.

    « Y a plus de fuite, merci » begins no request, « ma voisine fait du bruit » protects no
    household, and « stop ça, j'ai pas envie de continuer » ends our talk.
    """
    topic, text = question.topic, question.text
    if topic == DESPAIR and leaves_talk(text):
        return replace(question, topic=NO)
    if (topic in UNCLEAR or topic in MENDED or topic.startswith(NUISANCE)) and words.settled(text):
        return replace(question, topic=THANKS, choices=())
    if topic == VULNERABLE and _is_noise_next_door(text):
        return replace(question, topic=OUT_OF_SCOPE)
    if topic == IN_MY_LANGUAGE and remarks.wants_own_call(text):
        return replace(question, topic=CALL)
    return question


def _is_noise_next_door(text: str) -> bool:
    return words.of_neighbour(text) and remarks.of_noise(text) and not remarks.of_frailty(text)


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
