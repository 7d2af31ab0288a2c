"""Silence: a message is kept for a person, and the tenant is told so once."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inbox.case import Case
from bot.inbox.limits import HOUR, Limits
from bot.inbox.settling import Handoff, Settlement, settle, system_text
from broadcaster.conversations.holds import held_thread
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.replies import Outbox
from broadcaster.conversations.threads import Reason

HELD, TOO_MANY = "held", "too_many"
"""``understood_as`` of messages that nobody tried to understand."""


async def keep_for_holder(
    session: AsyncSession, outbox: Outbox, case: Case, now: datetime, limits: Limits
) -> list[str] | None:
    """Add a message to the thread that a person has in hand; None when nobody has (any more)."""
    thread = await held_thread(session, case.correspondent_id, now, limits.handback)
    if thread is None:
        return None
    texts = []
    if thread.told_held_at is None:
        thread.told_held_at, thread.return_owed = now, True
        texts.append(await system_text(session, "held", case))
    handoff = Handoff(thread.topic, Reason(thread.reason))
    return await settle(session, outbox, case, Settlement(texts, HELD, handoff), now)


async def keep_for_later(
    session: AsyncSession, outbox: Outbox, case: Case, now: datetime
) -> list[str]:
    """Keep a message for a person: this telephone has had all its answers of the hour."""
    who = await session.get_one(Correspondent, case.correspondent_id)
    texts = []
    if who.told_limit_at is None or who.told_limit_at <= now - HOUR:
        who.told_limit_at = now
        texts.append(await system_text(session, "too_many", case))
    handoff = Handoff("out_of_scope", Reason.TOO_MANY)
    return await settle(session, outbox, case, Settlement(texts, TOO_MANY, handoff), now)
