"""How far broadcasts have come: their counts, what waits and why, what went wrong, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.models import Delivery, DeliveryState, HoldReason, SkipReason

_FAILED = (DeliveryState.FAILED, DeliveryState.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages held for one reason until one moment."""

    reason: HoldReason
    until: datetime | None  # None: until somebody acts
    messages: int


async def counts_of(session: AsyncSession, broadcast_id: int) -> dict[DeliveryState, int]:
    """How many deliveries of a broadcast are in each state; every state is named."""
    return (await counts_of_each(session, [broadcast_id]))[broadcast_id]


async def counts_of_each(
    session: AsyncSession, broadcast_ids: Collection[int]
) -> dict[int, dict[DeliveryState, int]]:
    """The same for several broadcasts, by their ids."""
    counts = {one: dict.fromkeys(DeliveryState, 0) for one in broadcast_ids}
    rows = await session.execute(
        select(Delivery.broadcast_id, Delivery.state, func.count())
        .where(Delivery.broadcast_id.in_(broadcast_ids))
        .group_by(Delivery.broadcast_id, Delivery.state)
    )
    for broadcast_id, state, messages in rows:
        if broadcast_id is not None:  # as the query says already
            counts[broadcast_id][state] = messages
    return counts


async def holds_of(session: AsyncSession, broadcast_id: int) -> list[Waiting]:
    """What waits although it is due, by reason and moment; what ends by itself first."""
    rows = await session.execute(
        select(Delivery.hold_reason, Delivery.held_until, func.count())
        .where(Delivery.broadcast_id == broadcast_id, Delivery.state == DeliveryState.HELD)
        .group_by(Delivery.hold_reason, Delivery.held_until)
    )
    # A row that is held has a reason: the gate writes both at once.
    found = [Waiting(reason, until, messages) for reason, until, messages in rows if reason]
    return sorted(found, key=_soonest)


def _soonest(waiting: Waiting) -> tuple[bool, float, str]:
    ends = waiting.until.timestamp() if waiting.until else 0.0
    return waiting.until is None, ends, waiting.reason


async def failures_of(session: AsyncSession, broadcast_id: int) -> dict[int | None, int]:
    """How many messages did not arrive, by the provider's error code; the most frequent first."""
    rows = await session.execute(
        select(Delivery.error_code, func.count())
        .where(Delivery.broadcast_id == broadcast_id, Delivery.state.in_(_FAILED))
        .group_by(Delivery.error_code)
        .order_by(func.count().desc(), Delivery.error_code)
    )
    return dict(rows.all())


async def skips_of(session: AsyncSession, broadcast_id: int) -> dict[SkipReason, int]:
    """How many messages will never leave, by reason; the most frequent first."""
    rows = await session.execute(
        select(Delivery.skip_reason, func.count())
        .where(Delivery.broadcast_id == broadcast_id, Delivery.state == DeliveryState.SKIPPED)
        .group_by(Delivery.skip_reason)
        .order_by(func.count().desc(), Delivery.skip_reason)
    )
    return {reason: messages for reason, messages in rows if reason}


async def deliveries_of(
    session: AsyncSession, broadcast_id: int, *, offset: int = 0, limit: int = 100
) -> list[Delivery]:
    """A page of a broadcast's deliveries, those that went wrong first."""
    trouble = case(
        (Delivery.state.in_(_FAILED), 0),
        (Delivery.state.in_([DeliveryState.UNKNOWN, DeliveryState.SKIPPED]), 1),
        else_=2,
    )
    found = await session.scalars(
        select(Delivery)
        .where(Delivery.broadcast_id == broadcast_id)
        .order_by(trouble, Delivery.id)
        .offset(offset)
        .limit(limit)
    )
    return list(found)
