"""Waiting messages: answered, or handed to a person, when the assistant is back."""

import logging
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.assistant.client import Assistant, AssistantUnavailableError
from bot.inbox.inbox import Inbox
from broadcaster.conversations.models import InboundMessage, InboundState
from broadcaster.database import Database

log = logging.getLogger(__name__)

STILL_USEFUL = timedelta(hours=12)
"""A question older than this is not answered by a machine out of the blue: a person takes it."""

LOST_AFTER = timedelta(seconds=30)
"""A stored message nobody answered for this long was lost with its process: it is taken up."""

MOST_TRIES = 3
"""Times a waiting message is put to a Rasa that says it is ready."""

AT_ONCE = 50


class WaitingRoom:
    """Looks after the messages that could not be answered when they came."""

    def __init__(self, database: Database, assistant: Assistant, inbox: Inbox) -> None:
        self._database = database
        self._assistant = assistant
        self._inbox = inbox
        self._failures: Counter[int] = Counter()

    async def look(self, now: datetime) -> int:
        """Take up what waits; give how many messages were settled."""
        for inbound_id in await self._found(InboundState.RECEIVED, now - LOST_AFTER):
            self._inbox.answer_soon(inbound_id)
        waiting = await self._found(InboundState.WAITING, now)
        if not waiting or not await self._assistant.is_ready():
            return 0
        for inbound_id in waiting:
            await self._take_up(inbound_id, now)
        return len(waiting)

    async def _found(self, state: InboundState, before: datetime) -> list[int]:
        async with self._database.read() as session:
            found = await session.scalars(
                select(InboundMessage.id)
                .where(InboundMessage.state == state, InboundMessage.received_at <= before)
                .order_by(InboundMessage.received_at)
                .limit(AT_ONCE)
            )
            return list(found)

    async def _take_up(self, inbound_id: int, now: datetime) -> None:
        async with self._database.read() as session:
            inbound = await session.get_one(InboundMessage, inbound_id)
        try:
            if now - inbound.received_at <= STILL_USEFUL:
                await self._inbox.handle(inbound_id, late=True)
                return
        except AssistantUnavailableError:
            self._failures[inbound_id] += 1
            if self._failures[inbound_id] < MOST_TRIES:
                return
            # Rasa is up and yet this text never gets an answer: asking again would not help it.
            log.warning("message %s is handed to a person", inbound_id)
            await self._inbox.give_to_person(inbound_id)
            return
        await self._inbox.give_to_person(inbound_id, silently=True)
