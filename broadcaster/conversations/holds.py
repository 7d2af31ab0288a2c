"""Holds: while a person has a thread in hand, the assistant is silent in it.

A hold begins when a member of staff takes a thread or answers in it. It ends when they hand it
back, when the thread is closed, or when staff have said nothing for a while.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Thread, ThreadState
from broadcaster.conversations.threads import ThreadGoneError
from broadcaster.errors import PalierError

HANDBACK_AFTER = timedelta(hours=24)
"""How long a hold outlives the last word of staff, unless an operator sets another time."""


class ThreadHeldError(PalierError):
    """A colleague already has this thread in hand. Speak to them, or take it over knowingly."""


def is_held(thread: Thread, now: datetime, handback: timedelta = HANDBACK_AFTER) -> bool:
    """True while a person has the thread in hand."""
    if thread.state is ThreadState.CLOSED or thread.held_since is None:
        return False
    return now < (thread.staff_spoke_at or thread.held_since) + handback


_HELD: Final = (
    select(Thread)
    .where(Thread.correspondent_id == bindparam("who"))
    .where(Thread.state != ThreadState.CLOSED, Thread.held_since.is_not(None))
    .order_by(Thread.id)
)


async def held_thread(
    session: AsyncSession, correspondent_id: int, now: datetime, handback: timedelta
) -> Thread | None:
    """The thread of a correspondent that a person has in hand, None where there is none."""
    found = await session.scalars(_HELD, {"who": correspondent_id})
    return next((thread for thread in found if is_held(thread, now, handback)), None)


async def take_thread(
    session: AsyncSession, thread_id: int, user_id: int, now: datetime, handback: timedelta
) -> None:
    """Take a thread in hand. Of two people who do it at once, the second is refused.

    Raises ThreadGoneError, or ThreadHeldError while a colleague has it.
    """
    free = or_(
        Thread.held_since.is_(None),
        Thread.held_by_id == user_id,
        Thread.staff_spoke_at <= now - handback,
    )
    taken = await session.execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.state != ThreadState.CLOSED, free)
        .values(
            held_since=now,
            held_by_id=user_id,
            staff_spoke_at=now,
            told_held_at=None,
            assigned_to_id=func.coalesce(Thread.assigned_to_id, user_id),
        )
        .returning(Thread.id)
    )
    if taken.first() is None:
        thread = await session.get(Thread, thread_id)
        is_open = thread is not None and thread.state is not ThreadState.CLOSED
        raise ThreadHeldError if is_open else ThreadGoneError


def speak(thread: Thread, user_id: int, now: datetime, handback: timedelta) -> None:
    """Note a word of staff in a thread: whoever answers first has it in hand."""
    if not is_held(thread, now, handback):
        thread.held_since, thread.held_by_id = now, user_id
        thread.told_held_at, thread.return_owed = None, True
    thread.staff_spoke_at = now


async def hand_back(session: AsyncSession, thread_id: int) -> None:
    """Let the assistant answer again in a thread; raise ThreadGoneError."""
    given = await session.execute(
        update(Thread)
        .where(Thread.id == thread_id, Thread.state != ThreadState.CLOSED)
        .values(held_since=None, held_by_id=None, told_held_at=None)
        .returning(Thread.id)
    )
    if given.first() is None:
        raise ThreadGoneError


async def take_return(session: AsyncSession, correspondent_id: int) -> bool:
    """True once after a hold that the tenant knew of: « je suis de nouveau l'assistant »."""
    owed = await session.execute(
        update(Thread)
        .where(Thread.correspondent_id == correspondent_id, Thread.return_owed)
        .values(return_owed=False)
        .returning(Thread.id)
    )
    return bool(owed.all())
