"""Answering: one topic, one correspondent, one true answer or a person."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.answer import Answer
from bot.actions.dialogue import NOT_UNDERSTOOD, Dialogue
from bot.actions.speech import Speech
from bot.actions.whereabouts import whereabouts_of
from broadcaster.answers.dates import FRENCH
from broadcaster.answers.emergencies import GAS, PREFIX, emergency_reply
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import registered_language
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

    async def answer(
        self, topic: str, correspondent_id: int, question: str, now: datetime
    ) -> Answer:
        """Answer one topic (an intent, or NOT_UNDERSTOOD) to a correspondent.

        ``question`` is the tenant's own text: places and hints (``bot.actions.hints``) are read
        from it, nothing else.
        Raises sqlalchemy.exc.NoResultFound for a correspondent that does not exist.
        """
        async with self._database.write() as session:
            who = await session.get_one(Correspondent, correspondent_id)
            speech = Speech(session, await language_of(session, who), who.channel, now, who.id)
            if topic.startswith(PREFIX):
                text = emergency_reply(topic, speech.language, gas_number=self._gas_number)
                return Answer(topic, text, Reason.EMERGENCY, urgent=True)
            where = await whereabouts_of(session, who)
            return await Dialogue(who, where, speech).answer(topic, question)

    async def correspondent_of(self, token: str) -> int | None:
        """The correspondent whom Rasa knows by this opaque token; None when there is none."""
        async with self._database.read() as session:
            return await session.scalar(
                select(Correspondent.id).where(Correspondent.token == token)
            )


async def language_of(session: AsyncSession, who: Correspondent) -> str:
    """What the correspondent's own messages told, else the register, else French."""
    if who.language:
        return who.language
    if who.channel is AnswerChannel.SMS:
        return await registered_language(session, who.address) or FRENCH
    return FRENCH
