"""Answering: one topic, one correspondent, one true answer or a person."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.dialogue import NOT_UNDERSTOOD, Dialogue
from bot.actions.hints import SOS, hints_of
from bot.actions.speech import speech_to
from bot.actions.whereabouts import whereabouts_of
from bot.nlu.emergencies import case_of
from broadcaster.answers.emergencies import GAS, PREFIX, emergency_numbers, emergency_reply
from broadcaster.answers.texts import look_up_written
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.threads import Reason
from broadcaster.database import Database

__all__ = ["NOT_UNDERSTOOD", "Answer", "Answerer"]


class Answerer:
    """Answers topics from live facts. What it learns of a place is kept in the database."""

    def __init__(self, database: Database, gas_number: str = GAS) -> None:
        """Take the database and the gas emergency number of the site."""
        self._database = database
        self._gas_number = gas_number

    @property
    def database(self) -> Database:
        """Where it answers from."""
        return self._database

    async def answer(
        self, topic: str, correspondent_id: int, question: str, now: datetime, *, message: str = ""
    ) -> Answer:
        """Answer one topic (an intent, or NOT_UNDERSTOOD) to a correspondent.

        ``question`` is the tenant's own text: places and hints (``bot.actions.hints``) are read
        from it, nothing else. ``message``: all of the text it is a part of; who cannot wait for
        an outage to end may be told of there.
        Raises sqlalchemy.exc.NoResultFound for a correspondent that does not exist.
        """
        async with self._database.write_late() as session:
            who = await session.get_one(Correspondent, correspondent_id)
            # What is learned of them is written at the end: nobody waits while facts are read.
            with session.no_autoflush:
                return await self._answer(topic, who, question, message, now, session)

    async def _answer(
        self,
        topic: str,
        who: Correspondent,
        question: str,
        message: str,
        now: datetime,
        session: AsyncSession,
    ) -> Answer:
        speech = await speech_to(session, who, now)
        if topic.startswith(PREFIX):
            told = case_of(topic, question)
            text = emergency_reply(told, speech.language, gas_number=self._gas_number)
            return Answer(topic, text, Reason.EMERGENCY, urgent=True)
        await look_up_written(session)
        where = await whereabouts_of(session, who)
        answer = await Dialogue(who, where, speech).answer(topic, question, message)
        if SOS not in hints_of(question):
            return answer
        numbers = emergency_numbers(speech.language, gas_number=self._gas_number)
        return replace(answer, text=f"{numbers} {answer.text}")

    async def correspondent_of(self, token: str) -> int | None:
        """The correspondent whom Rasa knows by this opaque token; None when there is none."""
        async with self._database.read() as session:
            return await session.scalar(
                select(Correspondent.id).where(Correspondent.token == token)
            )
