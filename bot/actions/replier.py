"""The replier: each question answered, whatever happens to the others."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.actions.answer import Answer
from bot.actions.answering import NOT_UNDERSTOOD, Answerer
from bot.actions.message import Question
from bot.actions.registry import OUT_OF_SCOPE
from broadcaster.answers.dates import FRENCH
from broadcaster.answers.models import AnswerChannel
from broadcaster.answers.texts import packaged_text
from broadcaster.conversations.threads import Reason

log = logging.getLogger(__name__)


class Replier:
    """Answers one question after the other."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    async def reply(self, question: Question, who: int, now: datetime, message: str = "") -> Answer:
        """One question's failure must not silence the others, nor the assistant.

        ``message``: all of the text the question is a part of.
        """
        try:
            answer = await self._answerer.answer(
                question.topic, who, question.text, now, message=message
            )
        except Exception:
            log.exception("topic %s could not be answered to %s", question.topic, who)
            return apology(question.topic)
        # Only what nobody made out, the place neither, is asked about.
        unclear = answer.handoff == Reason.NOT_UNDERSTOOD
        choices = question.choices if unclear else ()
        return replace(answer, choices=choices, reading=question.reading)


def apology(topic: str = OUT_OF_SCOPE) -> Answer:
    """What is said when answering failed: the message goes to a person. Needs no database."""
    text = packaged_text("system.handoff", "default", FRENCH, AnswerChannel.SMS)
    known = OUT_OF_SCOPE if topic == NOT_UNDERSTOOD else topic
    return Answer(known, text, Reason.NEEDS_PERSON)
