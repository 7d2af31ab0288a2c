"""Lists of broadcasts: a page of all of them, and those in some states."""

from collections.abc import Collection

from sqlalchemy import nulls_last, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.console.whereabouts import audience_within


async def page_of_broadcasts(
    session: AsyncSession, before: int | None, limit: int, sites: frozenset[int] | None = None
) -> list[Broadcast]:
    """The newest broadcasts first, older than ``before`` when it is given."""
    query = select(Broadcast).where(*audience_within(Broadcast, sites))
    query = query.order_by(Broadcast.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Broadcast.id < before)
    return list(await session.scalars(query))


async def broadcasts_in(
    session: AsyncSession,
    states: Collection[BroadcastState],
    sites: frozenset[int] | None = None,
) -> list[Broadcast]:
    """Every broadcast in one of the states, by the moment it is due; what waits for none last."""
    query = select(Broadcast).where(Broadcast.state.in_(states), *audience_within(Broadcast, sites))
    due = nulls_last(Broadcast.scheduled_at.asc())
    return list(await session.scalars(query.order_by(due, Broadcast.id)))
