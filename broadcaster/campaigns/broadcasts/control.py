"""Control: a broadcast under way is paused, resumed, let through, or stopped for good."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.life import CANCELLABLE, PAUSABLE, get_broadcast, move, record
from broadcaster.campaigns.models import BroadcastState, Purpose
from broadcaster.campaigns.refusals import (
    CannotBeCancelledError,
    CannotBePausedError,
    NoReasonError,
    NothingHeldError,
)
from broadcaster.sending import mailings
from broadcaster.sending.models import DeliveryState, PauseReason
from broadcaster.sending.progress import counts_of
from broadcaster.sending.states import LEFT

LONGEST_REASON: Final = 200


async def pause(session: AsyncSession, broadcast_id: int, user_id: int, now: datetime) -> None:
    """Hold what has not left. Raises CannotBePausedError when nothing can be held."""
    broadcast = await get_broadcast(session, broadcast_id)
    if broadcast.state not in PAUSABLE or not await mailings.pause(
        session, broadcast_id, PauseReason.STAFF, now
    ):
        raise CannotBePausedError
    counts = await counts_of(session, broadcast_id)
    left = counts[DeliveryState.HELD] + counts[DeliveryState.PENDING]
    await record(session, broadcast, user_id, "broadcast_paused", now, left=left)


async def resume(session: AsyncSession, broadcast_id: int, user_id: int, now: datetime) -> None:
    """Let go on what was paused. Raises CannotBePausedError when it is not paused."""
    broadcast = await get_broadcast(session, broadcast_id)
    counts = await counts_of(session, broadcast_id)
    failures = counts[DeliveryState.FAILED] + counts[DeliveryState.UNDELIVERED]
    settled = sum(counts[state] for state in LEFT)
    if not await mailings.resume(session, broadcast_id, now, failures=failures, settled=settled):
        raise CannotBePausedError
    await record(session, broadcast, user_id, "broadcast_resumed", now)


async def override_hold(
    session: AsyncSession,
    broadcast_id: int,
    reason: str,
    user_id: int,
    now: datetime,
    *,
    any_hour: bool = False,
    beyond_daily_limit: bool = False,
) -> int:
    """Let messages leave in spite of the hours or of the limit of a day, with a reason.

    The hours of an offer are the law's: they hold all the same. Gives how many messages that
    woke; raises NoReasonError when there is no reason, NothingHeldError when neither keeps it back.
    """
    broadcast = await get_broadcast(session, broadcast_id)
    is_the_laws = any_hour and broadcast.purpose is Purpose.OFFER
    if broadcast.state not in PAUSABLE or is_the_laws:
        raise NothingHeldError
    because = " ".join(reason.split())[:LONGEST_REASON]
    if not because or not (any_hour or beyond_daily_limit):
        raise NoReasonError
    woken = await mailings.override(
        session,
        broadcast_id,
        now,
        reason=because,
        any_hour=any_hour,
        beyond_daily_limit=beyond_daily_limit,
    )
    action = "broadcast_any_hour" if any_hour else "broadcast_beyond_limit"
    await record(session, broadcast, user_id, action, now, reason=because)
    return woken


async def cancel(
    session: AsyncSession, broadcast_id: int, user_id: int | None, now: datetime
) -> int:
    """Stop a broadcast for good; give how many messages in the ledger will not leave.

    Works at any moment before the end, also between two batches of its release. Raises
    CannotBeCancelledError when it is done or cancelled already.
    """
    await get_broadcast(session, broadcast_id)
    # The state first: it takes the lock that a batch being released holds, so no row of the
    # batch is missed by what comes after.
    stopped = BroadcastState.CANCELLED
    if not await move(session, broadcast_id, CANCELLABLE, stopped, finished_at=now):
        raise CannotBeCancelledError
    left = await mailings.cancel(session, broadcast_id, now)
    broadcast = await get_broadcast(session, broadcast_id)
    await record(session, broadcast, user_id, "broadcast_cancelled", now, left=left)
    return left
