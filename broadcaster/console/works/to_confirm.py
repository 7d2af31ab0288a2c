"""What to confirm before a tenant is told wrong: sorted by when somebody is told next."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.places import Places
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page
from broadcaster.console.works.calendar import CalendarLine, load_calendar
from broadcaster.works.freshness import fresh_until

routes = web.RouteTableDef()

TO_LEAVE = (BroadcastState.SCHEDULED, BroadcastState.TO_APPROVE)


@dataclass(frozen=True, slots=True)
class Wanting:
    """One line of the calendar that calls for a word."""

    line: CalendarLine
    told_at: datetime  # when a tenant is told of it next
    is_message: bool  # a planned message tells it; else it begins, or the assistant says it now
    fresh_until: datetime | None

    @property
    def is_urgent(self) -> bool:
        """True when it is stale already, or past without a word; else it will be within days."""
        return self.line.is_stale or self.line.is_doubtful


@routes.get("/works/to-confirm")
async def show_wanting(request: web.Request) -> web.Response:
    """What is stale or soon will be, the first to be told first."""
    async with request.app[DATABASE].read() as session:
        now, sites = request.app[CLOCK](), sites_of(request)
        places, found = await wanting(session, now, sites)
    return page(
        request,
        "works/to_confirm.html",
        places=places,
        urgent=[one for one in found if one.is_urgent],
        soon=[one for one in found if not one.is_urgent],
    )


async def wanting(
    session: AsyncSession, now: datetime, sites: Collection[int] | None
) -> tuple[Places, list[Wanting]]:
    """Every line that calls for a word, in the sites in reach (None: all)."""
    places, calendar = await load_calendar(session, now, sites)
    lines = [one for one in calendar if one.is_stale or one.is_doubtful or one.is_soon_stale]
    messages = await _next_messages(session, lines, now)
    found = [_wanting(line, messages, now) for line in lines]
    return places, sorted(found, key=lambda one: (one.told_at, one.line.fact.id))


async def _next_messages(
    session: AsyncSession, lines: Iterable[CalendarLine], now: datetime
) -> dict[int, datetime]:
    """When the next planned message about each milestone leaves; what is late leaves now."""
    ids = [line.fact.id for line in lines if not line.is_cut]
    rows = await session.execute(
        select(Broadcast.milestone_id, func.min(Broadcast.scheduled_at))
        .where(Broadcast.milestone_id.in_(ids), Broadcast.scheduled_at.is_not(None))
        .where(Broadcast.state.in_(TO_LEAVE))
        .group_by(Broadcast.milestone_id)
    )
    return {one: max(at, now) for one, at in rows if one is not None and at is not None}


def _wanting(line: CalendarLine, messages: Mapping[int, datetime], now: datetime) -> Wanting:
    message = None if line.is_cut else messages.get(line.fact.id)
    told_at = min(message or line.fact.starts_at, max(line.fact.starts_at, now))
    return Wanting(line, max(told_at, now), message is not None, fresh_until(line.fact))
