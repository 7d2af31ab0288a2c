"""The talk: a message answered, with the request that may be open taken into account.

What is open is read from the database at each step. Rasa's tracker follows it, never the reverse.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.as_written import with_place_as_written
from bot.actions.context.followups import follow_up_of
from bot.actions.context.memory import last_topic
from bot.actions.flows.afterwards import (
    Afterwards,
    may_be_of_a_request,
    may_go_on,
    other_questions,
)
from bot.actions.flows.details import as_detail
from bot.actions.flows.ending import case_of_question
from bot.actions.flows.handed_on import heard_as_more
from bot.actions.flows.opening import Opening, begins
from bot.actions.flows.saying import flow_text
from bot.actions.flows.standing import Standing
from bot.actions.flows.turn import Outcome, Turn
from bot.actions.message import Message, Question
from bot.actions.misdirected import heard_as_ours
from bot.actions.replier import Replier
from bot.actions.speech import speech_to
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.requests import open_request
from broadcaster.conversations.threads import Reason
from broadcaster.database import Database


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message was answered with."""

    answers: list[Answer]
    may_stand: bool  # False: certainly no request is open after it


class Talk:
    """Hears messages, asks what is missing, and hands complete requests to a person."""

    def __init__(self, database: Database, replier: Replier) -> None:
        self._database = database
        self._replier = replier

    async def hear(self, who_id: int, message: Message, now: datetime) -> Heard:
        """Answer a message: as an answer to our question, and whatever else it asks."""
        message = heard_as_ours(with_place_as_written(message))
        outcome = await self._take(who_id, message, now)
        taken = outcome or Outcome(others=message.questions)
        answers = list(taken.answers)
        for question in taken.others:
            answers += await self._answer(who_id, message, question, now)
        answers = await self._with_rest(who_id, answers, now)
        return Heard(answers, outcome is not None or any(map(begins, taken.others)))

    async def _with_rest(
        self, who_id: int, answers: Sequence[Answer], now: datetime
    ) -> list[Answer]:
        """The answers, with what nobody made out beside them said as the rest of the message."""
        unclear = [one for one in answers if _is_unclear(one)]
        if not unclear or len(unclear) == len(answers):
            return list(answers)
        async with self._database.read() as session:
            speech = await speech_to(session, await session.get_one(Correspondent, who_id), now)
            text = await speech.system("rest")
        return [replace(one, text=text) if _is_unclear(one) else one for one in answers]

    async def standing(self, who_id: int) -> Standing | None:
        """Where the open request stands; None when there is none."""
        async with self._database.read() as session:
            request = await open_request(session, who_id)
            return Standing.of(request) if request is not None else None

    async def ask(self, who_id: int, now: datetime) -> list[Answer]:
        """The question that is open. Nothing is asked of somebody who is in danger."""
        async with self._database.read() as session:
            request = await open_request(session, who_id)
            if request is None or request.asked is None or request.quiet:
                return []
            speech = await speech_to(session, await session.get_one(Correspondent, who_id), now)
            text = await flow_text(speech, request.topic, case_of_question(request))
            return [Answer(request.topic, text)]

    async def submit(self, who_id: int, now: datetime) -> list[Answer]:
        """Hand over the open request if all its answers are there."""
        async with self._database.write() as session:
            turn = await _turn(session, who_id, now)
            if turn is None or turn.request.asked is not None:
                return []
            return [await turn.end()]

    async def _take(self, who_id: int, message: Message, now: datetime) -> Outcome | None:
        """What an open request, or an earlier one, makes of a message; None where neither does."""
        async with self._database.write_late() as session:
            turn = await _turn(session, who_id, now)
            answer = await _of_earlier(session, who_id, message, now, is_new_open=turn is not None)
            if answer is not None:
                return Outcome([answer], other_questions(message))
            if turn is not None:
                return await turn.take(message)
            more = await heard_as_more(session, who_id, message, now)
            return Outcome([more]) if more else None

    async def _answer(
        self, who_id: int, message: Message, question: Question, now: datetime
    ) -> list[Answer]:
        if begins(question):
            begun = await self._begin(who_id, message, question, now)
            if begun is not None:
                return begun
        return [await self._replier.reply(question, who_id, now, message.text)]

    async def _begin(
        self, who_id: int, message: Message, question: Question, now: datetime
    ) -> list[Answer] | None:
        """Begin a request, or keep it for when the open one is done; None where neither is meant.

        One thing is asked at a time.
        """
        async with self._database.write() as session:
            opened = await open_request(session, who_id)
            if opened is not None and opened.topic == question.topic:
                return None  # « je serai remboursé ? », asked of the theft that is being told
            is_open = opened is not None
            who = await session.get_one(Correspondent, who_id)
            if (
                not is_open
                and follow_up_of(question.text, now)
                and await last_topic(session, who, now)
            ):
                return None  # « et mardi ? » goes on about what was said
            opening = Opening(who, await speech_to(session, who, now))
            # One question's text is the pipeline's, put into plain French: staff read the tenant's.
            alone = len(message.questions) == 1
            text = message.text if alone else question.text
            if is_open:
                return await opening.keep(question.topic, text)
            return await opening.begin(question.topic, text, heard=message.id)


def _is_unclear(answer: Answer) -> bool:
    return answer.handoff == Reason.NOT_UNDERSTOOD and not answer.choices


async def _of_earlier(
    session: AsyncSession, who_id: int, message: Message, now: datetime, *, is_new_open: bool
) -> Answer | None:
    """What is said of a request that staff have; None when it is about something else.

    While a new one is being completed, only where the earlier one stands can be asked.
    """
    message = message if is_new_open else as_detail(message)
    texts = {message.text, *(one.text for one in message.questions)}
    is_more = not is_new_open and may_go_on(message)
    if not is_more and not any(map(may_be_of_a_request, texts)):
        return None
    who = await session.get_one(Correspondent, who_id)
    afterwards = Afterwards(who, await speech_to(session, who, now))
    return await (afterwards.asked_after(message) if is_new_open else afterwards.hear(message))


async def _turn(session: AsyncSession, who_id: int, now: datetime) -> Turn | None:
    request = await open_request(session, who_id)
    if request is None:
        return None
    who = await session.get_one(Correspondent, who_id)
    return Turn(who, request, await speech_to(session, who, now))
