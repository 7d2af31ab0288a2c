"""A fake inbox for the chat's tests."""

import asyncio

from sqlalchemy import select

from bot.inbox.incoming import Incoming, Received
from bot.inbox.store import store_once
from broadcaster.conversations.models import Author, InboundMessage, Reply
from broadcaster.database import Database
from tests.support.clock import MovableClock


class RepeatingInbox:
    """An inbox that stores as the real one does and answers by repeating the message."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self.clock = clock
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._answering: list[asyncio.Task[None]] = []

    async def close(self) -> None:
        """Answer what waits: the database is closed next."""
        self.may_answer.set()
        await asyncio.gather(*self._answering)

    async def receive(self, incoming: Incoming) -> Received:
        async with self.database.write() as session:
            return await store_once(session, incoming)

    def answer_soon(self, inbound_id: int) -> asyncio.Task[None]:
        self._answering.append(asyncio.create_task(self._answer(inbound_id)))
        return self._answering[-1]

    async def _answer(self, inbound_id: int) -> None:
        await self.may_answer.wait()
        async with self.database.read() as session:
            asked = (
                await session.scalars(select(InboundMessage).where(InboundMessage.id == inbound_id))
            ).one()
        await self.reply(asked.correspondent_id, f"Vous dites : {asked.body}", Author.ASSISTANT)

    async def reply(self, correspondent_id: int, body: str, author: Author) -> None:
        async with self.database.write() as session:
            session.add(
                Reply(
                    correspondent_id=correspondent_id,
                    author=author,
                    body=body,
                    created_at=self.clock(),
                )
            )

    async def stored(self) -> list[InboundMessage]:
        async with self.database.read() as session:
            return list(await session.scalars(select(InboundMessage).order_by(InboundMessage.id)))
