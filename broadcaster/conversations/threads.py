"""Threads: what a person must look at, opened by the assistant and closed by staff."""

import enum
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import InboundMessage, Thread, ThreadState
from broadcaster.errors import PalierError


class ThreadGoneError(PalierError):
    """This thread does not exist or is closed. Go back to the list and open it again."""


class Reason(enum.StrEnum):
    """Why the assistant could not settle a matter alone."""

    MISSING_FACT = "missing_fact"
    ASKED_PERSON = "asked_person"
    NEEDS_PERSON = "needs_person"
    NOT_UNDERSTOOD = "not_understood"
    EMERGENCY = "emergency"
    ASSISTANT_DOWN = "assistant_down"
    STILL_UNCLEAR = "still_unclear"  # asked what it was about, and still not understood
    ANGRY = "angry"
    TOO_MANY = "too_many"  # more messages in an hour than are answered by a machine


async def open_thread(
    session: AsyncSession,
    correspondent_id: int,
    *,
    topic: str,
    reason: Reason,
    urgent: bool,
    now: datetime,
) -> Thread:
    """The correspondent's open thread, opened if there is none.

    One person has one thread at a time: a second matter joins it, and makes it urgent if it is.
    """
    thread = await session.scalar(
        select(Thread)
        .where(Thread.correspondent_id == correspondent_id)
        .where(Thread.state == ThreadState.OPEN)
        .order_by(Thread.id)
        .limit(1)
    )
    if thread is None:
        thread = Thread(
            correspondent_id=correspondent_id,
            topic=topic,
            reason=reason,
            urgent=urgent,
            opened_at=now,
            last_message_at=now,
        )
        session.add(thread)
    elif urgent and not thread.urgent:
        thread.urgent, thread.topic, thread.reason = True, topic, reason
    thread.last_message_at = now
    await session.flush()
    return thread


async def open_threads(session: AsyncSession) -> list[Thread]:
    """Threads that wait for a person: emergencies first, then the oldest."""
    found = await session.scalars(
        select(Thread)
        .where(Thread.state == ThreadState.OPEN)
        .order_by(Thread.urgent.desc(), Thread.opened_at)
    )
    return list(found)


async def count_open(session: AsyncSession) -> int:
    """How many threads wait for a person."""
    return (
        await session.scalar(
            select(func.count()).select_from(Thread).where(Thread.state == ThreadState.OPEN)
        )
        or 0
    )


async def close_thread(session: AsyncSession, thread_id: int, user_id: int, now: datetime) -> None:
    """Close an open thread; raise ThreadGoneError when there is none (any more)."""
    closed = await session.execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.state == ThreadState.OPEN)
        .values(state=ThreadState.CLOSED, closed_at=now, closed_by_id=user_id)
        .returning(Thread.id)
    )
    if closed.first() is None:
        raise ThreadGoneError


async def join_thread(session: AsyncSession, inbound: InboundMessage, thread: Thread) -> None:
    """Say that a message belongs to a thread."""
    inbound.thread_id = thread.id
    thread.last_message_at = max(thread.last_message_at, inbound.received_at)
