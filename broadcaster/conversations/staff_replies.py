"""Answers that staff write to a tenant, within a thread."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.holds import HANDBACK_AFTER, speak
from broadcaster.conversations.models import Author, Correspondent, Reply, Thread, ThreadState
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.threads import ThreadGoneError


async def staff_reply(
    session: AsyncSession,
    outbox: Outbox,
    thread_id: int,
    *,
    user_id: int,
    body: str,
    now: datetime,
    handback: timedelta = HANDBACK_AFTER,
) -> Reply:
    """Answer a thread as staff, by the tenant's own channel; raise ThreadGoneError.

    From then on a person has the thread in hand: whoever had it, else whoever answers.
    """
    thread = await session.get(Thread, thread_id)
    if thread is None or thread.state is not ThreadState.OPEN:
        raise ThreadGoneError
    correspondent = await session.get_one(Correspondent, thread.correspondent_id)
    thread.last_message_at = now
    speak(thread, user_id, now, handback)
    return await outbox.reply(
        session,
        correspondent,
        body,
        now,
        author=Author.STAFF,
        staff_user_id=user_id,
        thread_id=thread.id,
    )
