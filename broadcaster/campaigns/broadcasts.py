"""Broadcasts from draft to done: who may change what, and when."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience import LARGEST_ID
from broadcaster.campaigns.drafts import Draft, check_draft, draft_of
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.recipients import anybody
from broadcaster.campaigns.refusals import (
    CannotBeCancelledError,
    NobodyInAudienceError,
    NoSuchBroadcastError,
    NotADraftError,
    ScheduledInThePastError,
)
from broadcaster.campaigns.wording import day_and_hour
from broadcaster.sending.ledger import cancel_pending
from broadcaster.staff import audit

GRACE: Final = timedelta(minutes=1)
"""A form gives whole minutes: the minute that is running is still now."""

CANCELLABLE: Final = (
    BroadcastState.DRAFT,
    BroadcastState.SCHEDULED,
    BroadcastState.RELEASING,
    BroadcastState.SENDING,
)


async def get_broadcast(session: AsyncSession, broadcast_id: int) -> Broadcast:
    """The broadcast; raise NoSuchBroadcastError."""
    broadcast = None
    if 1 <= broadcast_id <= LARGEST_ID:
        broadcast = await session.get(Broadcast, broadcast_id, populate_existing=True)
    if broadcast is None:
        raise NoSuchBroadcastError
    return broadcast


async def list_broadcasts(session: AsyncSession, *, limit: int = 100) -> list[Broadcast]:
    """The newest broadcasts first."""
    newest = select(Broadcast).order_by(Broadcast.id.desc()).limit(limit)
    return list(await session.scalars(newest))


async def create_draft(
    session: AsyncSession, draft: Draft, user_id: int, now: datetime
) -> Broadcast:
    """Keep a new draft; raise a CampaignRefusedError that says what must be corrected."""
    await check_draft(session, draft)
    broadcast = Broadcast(**_columns(draft), created_at=now, created_by_id=user_id)
    session.add(broadcast)
    await session.flush()
    await _record(session, broadcast, user_id, "broadcast_created", now)
    return broadcast


async def update_draft(
    session: AsyncSession, broadcast_id: int, draft: Draft, user_id: int, now: datetime
) -> Broadcast:
    """Change a draft; raise NotADraftError once it is planned, or what ``create_draft`` raises."""
    await get_broadcast(session, broadcast_id)
    await check_draft(session, draft)
    if not await move(
        session, broadcast_id, (BroadcastState.DRAFT,), BroadcastState.DRAFT, **_columns(draft)
    ):
        raise NotADraftError
    broadcast = await get_broadcast(session, broadcast_id)
    await _record(session, broadcast, user_id, "broadcast_updated", now)
    return broadcast


async def schedule(
    session: AsyncSession, broadcast_id: int, at: datetime | None, user_id: int, now: datetime
) -> Broadcast:
    """Plan a draft for a moment, or for now when ``at`` is None.

    Raises ScheduledInThePastError, NobodyInAudienceError, NotADraftError, or what is wrong with
    the text: all is checked again, as the register and the works may have changed.
    """
    broadcast = await get_broadcast(session, broadcast_id)
    moment = _moment(at, now)
    draft = draft_of(broadcast)
    await check_draft(session, draft)
    if not await anybody(session, draft.audience):
        raise NobodyInAudienceError
    planned = BroadcastState.SCHEDULED
    if not await move(session, broadcast_id, (BroadcastState.DRAFT,), planned, scheduled_at=moment):
        raise NotADraftError
    when = day_and_hour(moment)
    await _record(session, broadcast, user_id, "broadcast_scheduled", now, when=when)
    return await get_broadcast(session, broadcast_id)


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at < now - GRACE:
        raise ScheduledInThePastError(when=day_and_hour(at))
    return max(at, now)


async def cancel(session: AsyncSession, broadcast_id: int, user_id: int, now: datetime) -> int:
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
    left = await cancel_pending(session, broadcast_id, now)
    broadcast = await get_broadcast(session, broadcast_id)
    await _record(session, broadcast, user_id, "broadcast_cancelled", now, left=left)
    return left


async def move(
    session: AsyncSession,
    broadcast_id: int,
    sources: Collection[BroadcastState],
    target: BroadcastState,
    **values: Any,
) -> bool:
    """Bring a broadcast from one of some states to another; False when it is in none of them.

    The state is asked in the UPDATE itself, so of two that try at once one wins.
    """
    moved = await session.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.state.in_(sources))
        .values(state=target, **values)
        .returning(Broadcast.id)
        .execution_options(synchronize_session=False)
    )
    return moved.first() is not None


def _columns(draft: Draft) -> dict[str, Any]:  # columns of several types
    return {
        "title": draft.clean_title,
        "body": draft.clean_body,
        "audience": draft.audience.to_json(),
        "milestone_id": draft.milestone_id,
    }


async def _record(
    session: AsyncSession,
    broadcast: Broadcast,
    user_id: int,
    action: str,
    now: datetime,
    **detail: object,
) -> None:
    words = {"title": broadcast.title} | detail
    await audit.record(session, user_id, action, f"broadcast {broadcast.id}", words, now)
