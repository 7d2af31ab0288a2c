"""Threads: what a person must look at, opened by the assistant and closed by staff.

Open: a person must act. Waiting: staff answered, and a message that needs a person opens it again.
"""

import enum
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import InboundMessage, Thread, ThreadState
from broadcaster.errors import PalierError
from broadcaster.staff.alerts import raise_alert, settle_alerts

EMERGENCY_ALERT = "thread_emergency"
"""The kind of alert (``staff/alerts.yml``) that an urgent thread raises."""


class ThreadGoneError(PalierError):
    """This thread does not exist or is closed. Go back to the list and open it again."""


class AnotherThreadError(PalierError):
    """This tenant has another thread by now. Go on there."""

    def __init__(self, thread_id: int) -> None:
        """Take the id of the other thread."""
        super().__init__(str(self.__doc__))
        self.thread_id = thread_id


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
    """The correspondent's thread, opened if there is none, and a person's turn from now on.

    One person has one thread at a time: a second matter joins it, and makes it urgent if it is.
    An urgent matter raises an alert, and its wait begins anew.
    """
    thread = await active_thread(session, correspondent_id)
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
        thread.unanswered_since = None
    thread.state, thread.last_message_at = ThreadState.OPEN, now
    await session.flush()
    await _await_answer(session, thread, now, alert=urgent)
    return thread


async def calm_thread(session: AsyncSession, thread_id: int, topic: str) -> None:
    """Say that nobody waits in a thread any more, where it was about that topic alone.

    It is not closed: staff see what was withdrawn. An urgent one, or one that somebody is angry
    in or asked for a person in, goes on waiting.
    """
    await session.execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.topic == topic, Thread.state == ThreadState.OPEN)
        .where(Thread.urgent.is_(False), Thread.anger_answered == 0)
        .values(state=ThreadState.WAITING, unanswered_since=None, escalation_step=0)
    )


async def active_thread(session: AsyncSession, correspondent_id: int) -> Thread | None:
    """The correspondent's thread that is not closed, None where there is none."""
    return await session.scalar(
        select(Thread)
        .where(Thread.correspondent_id == correspondent_id)
        .where(Thread.state != ThreadState.CLOSED)
        .order_by(Thread.id)
        .limit(1)
    )


async def _await_answer(
    session: AsyncSession, thread: Thread, now: datetime, *, alert: bool
) -> None:
    """The tenant waits for a person from now on, if they did not already."""
    if thread.unanswered_since is None:
        thread.unanswered_since, thread.escalation_step = now, 0
    if alert:
        subject, since = f"thread {thread.id}", thread.unanswered_since.timestamp()
        key, detail = f"{EMERGENCY_ALERT} {thread.id} {since:.0f}", {"thread": thread.id}
        await raise_alert(session, key, EMERGENCY_ALERT, subject, detail, now)
    await session.flush()


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
        .where(Thread.id == thread_id, Thread.state != ThreadState.CLOSED)
        .values(
            state=ThreadState.CLOSED, closed_at=now, closed_by_id=user_id, unanswered_since=None
        )
        .returning(Thread.id)
    )
    if closed.first() is None:
        raise ThreadGoneError
    await settle_alerts(session, f"thread {thread_id}", user_id, now)


async def reopen_thread(session: AsyncSession, thread_id: int, now: datetime) -> None:
    """Make a waiting or closed thread a person's turn again.

    Raises ThreadGoneError when there is none, AnotherThreadError when it is closed and its tenant
    has another one by now.
    """
    thread = await session.get(Thread, thread_id, with_for_update=True)
    if thread is None:
        raise ThreadGoneError
    active = await active_thread(session, thread.correspondent_id)
    if active is not None and active.id != thread_id:
        raise AnotherThreadError(active.id)
    thread.state, thread.closed_at, thread.closed_by_id = ThreadState.OPEN, None, None
    await _await_answer(session, thread, now, alert=False)


async def assign_thread(session: AsyncSession, thread: Thread, user_id: int | None) -> None:
    """Make a thread the task of a colleague, or of nobody in particular."""
    thread.assigned_to_id = user_id
    await session.flush()


async def join_thread(session: AsyncSession, inbound: InboundMessage, thread: Thread) -> None:
    """Say that a message belongs to a thread."""
    inbound.thread_id = thread.id
    thread.last_message_at = max(thread.last_message_at, inbound.received_at)
