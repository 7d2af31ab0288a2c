"""The calendar of broadcasts: what leaves on which day of a month, and what waits for a word."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast, BroadcastState, Series
from broadcaster.campaigns.series import Weekly
from broadcaster.clock import PARIS
from broadcaster.console.broadcasts.standings import progress_of_each
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.months import Month
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page

routes = web.RouteTableDef()

NOT_PLANNED: Final = (BroadcastState.DRAFT, BroadcastState.CANCELLED)


@dataclass(slots=True)
class Day:
    """What leaves on one day."""

    at: datetime  # its first moment that is known, for its name
    broadcasts: list[Broadcast] = field(default_factory=list)
    series: list[tuple[datetime, Series]] = field(default_factory=list)


@routes.get("/broadcasts/calendar")
async def show_month(request: web.Request) -> web.Response:
    """A month of broadcasts, day by day; beside it what is due on no day."""
    now = request.app[CLOCK]()
    month = Month.read(request.query.get("month", "")) or Month.of(now)
    async with request.app[DATABASE].read() as session:
        planned = await _planned(session, month, sites_of(request))
        waiting = await _waiting(session, sites_of(request))
        weekly = await _series(session, sites_of(request))
        standings = await progress_of_each(session, [*planned, *waiting])
    return page(
        request,
        "broadcasts/calendar.html",
        month=month,
        days=days_of(planned, weekly, month),
        waiting=waiting,
        standings=standings,
        to_approve=sum(one.state is BroadcastState.TO_APPROVE for one in planned),
    )


async def _planned(
    session: AsyncSession, month: Month, sites: Collection[int] | None
) -> list[Broadcast]:
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.scheduled_at >= month.starts_at)
        .where(Broadcast.scheduled_at < month.later(1).starts_at)
        .where(Broadcast.state.not_in(NOT_PLANNED))
        .order_by(Broadcast.scheduled_at, Broadcast.id)
    )
    return [one for one in found if _is_in_reach(one, sites)]


async def _waiting(session: AsyncSession, sites: Collection[int] | None) -> list[Broadcast]:
    """What waits for the end of a milestone, or for somebody, and not for a day."""
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.scheduled_at.is_(None))
        .where(Broadcast.state.in_((BroadcastState.SCHEDULED, BroadcastState.TO_APPROVE)))
        .order_by(Broadcast.id)
    )
    return [one for one in found if _is_in_reach(one, sites)]


async def _series(session: AsyncSession, sites: Collection[int] | None) -> list[Series]:
    found = await session.scalars(select(Series).where(Series.next_at.is_not(None)))
    return [one for one in found if _is_in_reach(one, sites)]


def _is_in_reach(one: Broadcast | Series, sites: Collection[int] | None) -> bool:
    return sites is None or one.audience.get("site_id") in sites


def days_of(broadcasts: Iterable[Broadcast], series: Iterable[Series], month: Month) -> list[Day]:
    """What leaves in a month, a day of Paris after the other; empty days are left out."""
    days: dict[date, Day] = {}
    for one in broadcasts:
        if one.scheduled_at is not None:
            _day(days, one.scheduled_at).broadcasts.append(one)
    for every_week in series:
        for at in occurrences(every_week, month):
            _day(days, at).series.append((at, every_week))
    return [days[key] for key in sorted(days)]


def _day(days: dict[date, Day], at: datetime) -> Day:
    return days.setdefault(at.astimezone(PARIS).date(), Day(at))


def occurrences(series: Series, month: Month) -> Iterator[datetime]:
    """The moments of a month at which a series is still to come."""
    weekly = Weekly(series.weekday, series.hour, series.minute, series.until)
    end = month.later(1).starts_at
    at = series.next_at
    if at is not None and at < month.starts_at:
        at = weekly.after(month.starts_at)
    while at is not None and at < end:
        yield at
        at = weekly.after(at + timedelta(minutes=1))
