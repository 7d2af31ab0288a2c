"""Clarifications: « de quoi parlez-vous ? », asked once about a message that was not understood."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Clarification, InboundMessage

EXPIRES_AFTER = timedelta(days=1)
"""A digit that comes later is no answer any more: nobody remembers what it stood for."""

OTHER = "out_of_scope"
"""The topic that « autre chose » stands for."""


def choices_of(asked: Clarification) -> list[str]:
    """The topics that were offered, in their order."""
    return asked.topics.split(",")


async def ask(
    session: AsyncSession,
    correspondent_id: int,
    inbound_id: int,
    topics: Sequence[str],
    now: datetime,
) -> None:
    """Note which topics a tenant may choose from for one of their messages."""
    session.add(
        Clarification(
            correspondent_id=correspondent_id,
            inbound_id=inbound_id,
            topics=",".join(topics),
            asked_at=now,
        )
    )
    await session.flush()


_LAST_OPEN: Final = (
    select(Clarification)
    .where(Clarification.correspondent_id == bindparam("who"))
    .where(Clarification.closed_at.is_(None), Clarification.asked_at > bindparam("since"))
    .order_by(Clarification.id.desc())
    .limit(1)
)


async def open_clarification(
    session: AsyncSession, correspondent_id: int, now: datetime
) -> Clarification | None:
    """What a correspondent was asked and has not answered yet; None when that is a day ago."""
    known = {"who": correspondent_id, "since": now - EXPIRES_AFTER}
    return await session.scalar(_LAST_OPEN, known)


async def close_clarifications(session: AsyncSession, correspondent_id: int, now: datetime) -> None:
    """Whatever was asked is no longer waiting for an answer."""
    await session.execute(
        update(Clarification)
        .where(Clarification.correspondent_id == correspondent_id)
        .where(Clarification.closed_at.is_(None))
        .values(closed_at=now)
    )


async def choose(session: AsyncSession, inbound_id: int, topics: Sequence[str]) -> None:
    """Keep beside a message what its writer said it was about: staff train from it later."""
    inbound = await session.get_one(InboundMessage, inbound_id)
    inbound.topic_chosen = ",".join(topics)
