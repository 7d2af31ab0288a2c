"""Answers that staff write to a tenant, within a thread."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.holds import HANDBACK_AFTER, speak
from broadcaster.conversations.models import Author, Correspondent, Reply, Thread, ThreadState
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.seen import SaidSinceError, Seen, last_said
from broadcaster.conversations.threads import ThreadGoneError
from broadcaster.staff.alerts import settle_alerts


async def staff_reply(
    session: AsyncSession,
    outbox: Outbox,
    thread_id: int,
    *,
    user_id: int,
    body: str,
    now: datetime,
    handback: timedelta = HANDBACK_AFTER,
    seen: Seen | None = None,
) -> Reply:
    """Answer a thread as staff, by the tenant's own channel; it is the tenant's turn then.

    From then on a person has the thread in hand: whoever had it, else whoever answers.
    ``seen`` is what the writer had read of it. Of two who answer at once the second is refused.
    Raises ThreadGoneError or SaidSinceError.
    """
    # The row is locked: on PostgreSQL the second waits here until the first's answer is there.
    thread = await session.get(Thread, thread_id, with_for_update=True)
    if thread is None or thread.state is ThreadState.CLOSED:
        raise ThreadGoneError
    if seen is not None and not seen.has_all(await last_said(session, thread.correspondent_id)):
        raise SaidSinceError
    correspondent = await session.get_one(Correspondent, thread.correspondent_id)
    speak(thread, user_id, now, handback)
    _note_answer(thread, user_id, now)
    await settle_alerts(session, f"thread {thread_id}", user_id, now)
    return await outbox.reply(
        session,
        correspondent,
        body,
        now,
        author=Author.STAFF,
        staff_user_id=user_id,
        thread_id=thread.id,
    )


async def answered_elsewhere(
    session: AsyncSession, thread_id: int, user_id: int, now: datetime
) -> None:
    """Note that staff called or went there: the tenant has an answer that no channel carried.

    Raises ThreadGoneError.
    """
    thread = await session.get(Thread, thread_id, with_for_update=True)
    if thread is None or thread.state is ThreadState.CLOSED:
        raise ThreadGoneError
    _note_answer(thread, user_id, now)
    await settle_alerts(session, f"thread {thread_id}", user_id, now)
    await session.flush()


def _note_answer(thread: Thread, user_id: int, now: datetime) -> None:
    """The tenant has their answer: nobody waits for staff any more."""
    thread.state, thread.last_message_at, thread.unanswered_since = ThreadState.WAITING, now, None
    thread.first_answered_at = thread.first_answered_at or now
    thread.assigned_to_id = thread.assigned_to_id or user_id
