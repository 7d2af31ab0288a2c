"""Broadcasts that may have told of a cut: those that said {semaine} in the week before it.

A cut has no plan of messages, and what was told of it is not written down household by household:
unlike a milestone, nobody can be corrected by name. Staff are shown what left, and decide.
"""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.texts.week import AHEAD
from broadcaster.works.models import PlannedCut

SAYS_WEEK: Final = "%{sem%"
"""A text with {semaine} in it, however it is written ({Semaine|rien})."""

MOST: Final = 20


async def announcements_of(session: AsyncSession, cut: PlannedCut) -> list[Broadcast]:
    """The broadcasts of its site that left in the seven days before a cut and told the week."""
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.released_at > cut.starts_at - AHEAD, Broadcast.released_at < cut.ends_at)
        .where(Broadcast.state != BroadcastState.CANCELLED)
        .where(func.lower(Broadcast.body).like(SAYS_WEEK))
        .order_by(Broadcast.id.desc())
    )
    return [one for one in found if one.audience.get("site_id") == cut.site_id][:MOST]
