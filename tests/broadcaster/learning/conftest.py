"""Messages of a tenant, to be collected and reviewed."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage, InboundState
from broadcaster.database import Database
from broadcaster.learning.collecting import Unsure, collect
from broadcaster.learning.models import Sample, Why
from broadcaster.learning.reading import TopicGuess
from broadcaster.staff.models import StaffUser

WRITER = "+33639980011"

Say = Callable[[str], Awaitable[int]]
"""Stores a message of the tenant; its id."""

Wonder = Callable[..., Awaitable[int]]
"""Stores a message that was not understood; the id of its sample."""


@pytest.fixture
async def nadia(database: Database, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email="n@exemple.fr", name="Nadia", password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


@pytest.fixture
def say(database: Database, now: datetime) -> Say:
    async def store(body: str) -> int:
        async with database.write() as session:
            who = await correspondent_of(session, AnswerChannel.SMS, WRITER, now)
            count = await session.scalar(select(func.count()).select_from(InboundMessage))
            inbound = InboundMessage(
                sid=f"SM{count}", correspondent_id=who.id, body=body, received_at=now,
                state=InboundState.HANDLED, understood_as="works_end",
            )  # fmt: skip
            session.add(inbound)
            await session.flush()
            return inbound.id

    return store


@pytest.fixture
def wonder(database: Database, now: datetime, say: Say) -> Wonder:
    async def store(body: str, *topics: str) -> int:
        inbound_id = await say(body)
        guesses = [TopicGuess(topic, 0.3 - number / 10) for number, topic in enumerate(topics)]
        async with database.write() as session:
            unsure = Unsure(Why.NOT_UNDERSTOOD, body, guesses)
            assert await collect(session, inbound_id, "fr", unsure, now)
            found = await session.scalars(select(Sample.id).where(Sample.inbound_id == inbound_id))
            return found.one()

    return store


async def samples(database: Database) -> list[Sample]:
    """All there are, oldest first."""
    async with database.read() as session:
        return list(await session.scalars(select(Sample).order_by(Sample.id)))
