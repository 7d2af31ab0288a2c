"""Storing a message once, under the id its provider gave it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.incoming import Incoming, Received, cleaned
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage, InboundState
from broadcaster.database import insert_unless_there
from broadcaster.register.provider_word import heard_from


async def store_once(session: AsyncSession, incoming: Incoming) -> Received:
    """Insert first on the unique id; a repeat finds the row that is there."""
    sid = cleaned(incoming.sid)[:64]
    who = await correspondent_of(
        session, incoming.channel, incoming.address[:80], incoming.received_at
    )
    written = await session.scalar(
        insert_unless_there(session, InboundMessage)
        .values(
            sid=sid,
            correspondent_id=who.id,
            body=cleaned(incoming.body),
            received_at=incoming.received_at,
            state=InboundState.RECEIVED,
        )
        .returning(InboundMessage.id)
    )
    if written is not None:
        if incoming.channel is AnswerChannel.SMS:
            await heard_from(session, incoming.address)
        return Received(written, is_new=True)
    there = await session.scalars(select(InboundMessage.id).where(InboundMessage.sid == sid))
    return Received(there.one(), is_new=False)
