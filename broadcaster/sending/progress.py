"""How far a broadcast has come: its counts, and its deliveries page by page."""

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.models import Delivery, DeliveryState


async def counts_of(session: AsyncSession, broadcast_id: int) -> dict[DeliveryState, int]:
    """How many deliveries of a broadcast are in each state; every state is named."""
    rows = await session.execute(
        select(Delivery.state, func.count())
        .where(Delivery.broadcast_id == broadcast_id)
        .group_by(Delivery.state)
    )
    found: dict[DeliveryState, int] = dict(rows.all())
    return {state: found.get(state, 0) for state in DeliveryState}


async def deliveries_of(
    session: AsyncSession, broadcast_id: int, *, offset: int = 0, limit: int = 100
) -> list[Delivery]:
    """A page of a broadcast's deliveries, those that went wrong first."""
    trouble = case(
        (Delivery.state.in_([DeliveryState.FAILED, DeliveryState.UNDELIVERED]), 0),
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
