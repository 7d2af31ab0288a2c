"""Marks: how far each kind of figures has been brought, and since when they hold."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.reports.models import ReportMark


async def mark_of(session: AsyncSession, name: str) -> ReportMark:
    """The mark of that name, made when there is none."""
    mark = await session.get(ReportMark, name, populate_existing=True)
    if mark is None:
        mark = ReportMark(name=name, position=0, at=None)
        session.add(mark)
    return mark


async def as_of(session: AsyncSession, name: str) -> datetime | None:
    """When the figures of that name were last complete; None: never yet."""
    mark = await session.get(ReportMark, name)
    return mark.at if mark else None
