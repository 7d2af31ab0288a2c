"""The home page: what needs somebody today."""

from aiohttp import web

from broadcaster.campaigns.broadcasts.life import UNDER_WAY
from broadcaster.campaigns.models import BroadcastState
from broadcaster.campaigns.series import list_series
from broadcaster.console.broadcasts.lists import broadcasts_in
from broadcaster.console.broadcasts.standings import progress_of_each
from broadcaster.console.inbox.correspondents import identify
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page
from broadcaster.console.works.calendar import load_calendar
from broadcaster.conversations.lacks.keeping import count_open_lacks
from broadcaster.conversations.listing import Wanted, find_threads
from broadcaster.learning.queue import count_samples

routes = web.RouteTableDef()

SHOWN = 5
"""How many lines of each list the home page shows."""


@routes.get("/")
async def show_home(request: web.Request) -> web.Response:
    """Open threads, broadcasts to approve, milestones that want a word, broadcasts under way."""
    async with request.app[DATABASE].read() as session:
        threads = await find_threads(session, Wanted(sites=sites_of(request)))
        known = await identify(session, {one.correspondent_id for one in threads[:SHOWN]})
        samples = await count_samples(session)
        places, calendar = await load_calendar(session, request.app[CLOCK]())
        to_approve = await broadcasts_in(session, [BroadcastState.TO_APPROVE])
        under_way = await broadcasts_in(session, UNDER_WAY)
        planned = await broadcasts_in(session, [BroadcastState.SCHEDULED])
        shown = [*to_approve, *under_way, *planned[:SHOWN]]
        standings = await progress_of_each(session, shown)
        lacking = await count_open_lacks(session)
        series = [one for one in await list_series(session) if one.approved_at is None]
    wanting = [line for line in calendar if not line.is_cut]
    wanting = [line for line in wanting if line.is_stale or line.is_doubtful]
    return page(
        request,
        "home.html",
        threads=threads,
        lacking=lacking,
        known=known,
        milestones=wanting,
        places=places,
        to_approve=to_approve,
        series_to_approve=series,
        under_way=[*under_way, *planned[:SHOWN]],
        planned_later=len(planned[SHOWN:]),
        standings=standings,
        shown=SHOWN,
        samples=samples,
    )
