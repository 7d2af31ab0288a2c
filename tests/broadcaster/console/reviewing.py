"""Messages that were not understood, as the queue of review shows them."""

from datetime import datetime

from sqlalchemy import func, select

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.database import Database
from broadcaster.learning.collecting import Unsure, collect
from broadcaster.learning.models import Sample, Why
from broadcaster.learning.reading import TopicGuess

WRITER = "+33639980011"


async def wondered(
    database: Database, now: datetime, body: str, *topics: str, language: str = "fr"
) -> int:
    """Store a message that was not understood; the id of its sample."""
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, WRITER, now)
        count = await session.scalar(select(func.count()).select_from(InboundMessage))
        inbound = InboundMessage(
            sid=f"SM{count}", correspondent_id=who.id, body=body, received_at=now
        )
        session.add(inbound)
        await session.flush()
        guesses = [TopicGuess(topic, 0.3) for topic in topics]
        unsure = Unsure(Why.NOT_UNDERSTOOD, body, guesses)
        await collect(session, inbound.id, language, unsure, now)
        return await session.scalar(select(func.max(Sample.id))) or 0
