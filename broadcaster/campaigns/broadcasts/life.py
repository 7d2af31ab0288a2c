"""The life of a broadcast: its states, and the one way from one to the next."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import LARGEST_ID
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import NoSuchBroadcastError
from broadcaster.staff import audit

EDITABLE: Final = (BroadcastState.DRAFT, BroadcastState.TO_APPROVE, BroadcastState.SCHEDULED)
"""Until its release begins, nothing was written to anybody."""

PLANNED: Final = (BroadcastState.TO_APPROVE, BroadcastState.SCHEDULED)
UNDER_WAY: Final = (BroadcastState.RELEASING, BroadcastState.SENDING)
CANCELLABLE: Final = (*EDITABLE, *UNDER_WAY)
PAUSABLE: Final = (BroadcastState.SCHEDULED, *UNDER_WAY)
OVER: Final = (BroadcastState.DONE, BroadcastState.CANCELLED)


async def get_broadcast(
    session: AsyncSession, broadcast_id: int, *, held: bool = False
) -> Broadcast:
    """The broadcast, which when ``held`` nobody changes before the transaction ends.

    Raises NoSuchBroadcastError.
    """
    broadcast = None
    if 1 <= broadcast_id <= LARGEST_ID:
        broadcast = await session.get(
            Broadcast, broadcast_id, populate_existing=True, with_for_update=held or None
        )
    if broadcast is None:
        raise NoSuchBroadcastError
    return broadcast


async def list_broadcasts(session: AsyncSession, *, limit: int = 100) -> list[Broadcast]:
    """The newest broadcasts first."""
    newest = select(Broadcast).order_by(Broadcast.id.desc()).limit(limit)
    return list(await session.scalars(newest))


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


async def record(
    session: AsyncSession,
    broadcast: Broadcast,
    user_id: int | None,
    action: str,
    now: datetime,
    **detail: object,
) -> None:
    """Write what was done with a broadcast into the audit log."""
    words = {"title": broadcast.title} | detail
    await audit.record(session, user_id, action, f"broadcast {broadcast.id}", words, now)
