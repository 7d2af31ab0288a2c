"""Replies: what is written to a correspondent, by the channel they wrote from."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Author, Correspondent, Reply
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Lane
from broadcaster.sending.texts.folding import fold_typography


class Outbox:
    """Writes replies: an SMS goes through the ledger's reply lane, a chat reads its own row."""

    def __init__(self, engine: Engine, sender: str) -> None:
        self._engine = engine
        self._sender = sender

    async def reply(
        self,
        session: AsyncSession,
        correspondent: Correspondent,
        body: str,
        now: datetime,
        *,
        author: Author = Author.ASSISTANT,
        staff_user_id: int | None = None,
        inbound_id: int | None = None,
        thread_id: int | None = None,
    ) -> Reply:
        """Write one reply in the caller's transaction."""
        delivery_id = None
        if correspondent.channel is AnswerChannel.SMS:
            body = fold_typography(body)
            delivery_id = await self._promise(session, correspondent.address, body, now)
        reply = Reply(
            correspondent_id=correspondent.id,
            inbound_id=inbound_id,
            thread_id=thread_id,
            author=author,
            staff_user_id=staff_user_id,
            body=body,
            created_at=now,
            delivery_id=delivery_id,
        )
        session.add(reply)
        await session.flush()
        return reply

    async def notify(self, session: AsyncSession, number: str, body: str, now: datetime) -> str:
        """Write to a colleague (E.164) in the caller's transaction; give the delivery's id."""
        return await self._promise(session, number, fold_typography(body), now)

    async def _promise(self, session: AsyncSession, number: str, body: str, now: datetime) -> str:
        outgoing = Outgoing(number, body, Lane.REPLY, self._sender, due_at=now)
        ids = await add_deliveries(session, [outgoing], now)
        await self._engine.submit(session, Lane.REPLY, ids)
        return ids[0]
