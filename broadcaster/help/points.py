"""The help points of a site."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.works.freshness import is_fresh


async def help_points(
    session: AsyncSession, site_id: int, kind: HelpKind, now: datetime
) -> list[HelpPoint]:
    """Where help of a kind is found; the recently confirmed first."""
    found = await session.scalars(
        select(HelpPoint)
        .where(HelpPoint.site_id == site_id, HelpPoint.kind == kind)
        .order_by(HelpPoint.id)
    )
    return sorted(found, key=lambda point: not is_fresh(point, now))
