"""Tokens: jobs of Procrastinate that say no more than "send what is due of this lane".

The rows of the ledger are the queue: they hold schedule, order, retries, gate and pace. A token
only brings a hand to them, so one too many is harmless, one lost is replaced by the next look,
and none needs a lock, a retry or a date of its own, where Procrastinate has known holes.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.models import Delivery, DeliveryState, Lane

MESSAGES: Final = 200
"""Messages one token is good for: then its hand takes the next token."""

MOST_ADDED: Final = 10
"""Tokens of a lane that wait after a look at most: more would find every hand busy."""

_ADD: Final = text("SELECT palier_queue.add_tokens(:lane, :how_many)")
_WAITING: Final = text("SELECT palier_queue.tokens_waiting(:lane)")
_DROP_DEAD: Final = text("SELECT palier_queue.drop_dead(:silent_for)")


def tokens_for(messages: int) -> int:
    """How many tokens so many messages take."""
    return -(-messages // MESSAGES)


async def add_tokens(session: AsyncSession, lane: Lane, how_many: int) -> None:
    """Add tokens in the session's transaction; workers are told when it is committed."""
    await session.execute(_ADD, {"lane": lane.value, "how_many": how_many})


async def top_up(session: AsyncSession, lane: Lane, now: datetime) -> int:
    """Add the tokens that due messages lack; give how many.

    Messages become due without anybody's submit: held ones woken, those that were given back
    after a 429, and those whose token died with its worker. Two processes that look at once add
    some too many.
    """
    due = (
        select(Delivery.id)
        .where(Delivery.state == DeliveryState.PENDING)
        .where(Delivery.lane == lane, Delivery.due_at <= now)
        .limit(MOST_ADDED * MESSAGES)
    )
    messages = await session.scalar(select(func.count()).select_from(due.subquery())) or 0
    if not messages:
        return 0
    waiting = await session.scalar(_WAITING, {"lane": lane.value}) or 0
    lacking = tokens_for(messages) - int(waiting)
    if lacking > 0:
        await add_tokens(session, lane, lacking)
    return max(lacking, 0)


async def drop_dead(session: AsyncSession, silent_for: float) -> None:
    """Forget workers silent for so many seconds and what they held; the next look replaces it."""
    await session.execute(_DROP_DEAD, {"silent_for": silent_for})
