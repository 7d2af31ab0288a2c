"""The home page: what needs somebody today."""

from aiohttp import web

from broadcaster.campaigns.broadcasts.life import UNDER_WAY
from broadcaster.campaigns.models import BroadcastState
from broadcaster.campaigns.series import list_series
from broadcaster.console.answers.lack_views import count_lacks_within
from broadcaster.console.broadcasts.lists import broadcasts_in
from broadcaster.console.broadcasts.standings import progress_of_each
from broadcaster.console.inbox.correspondents import identify
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.reach import is_within, sites_of
from broadcaster.console.rendering import page
from broadcaster.console.works.to_confirm import wanting
from broadcaster.conversations.listing import Wanted, find_threads
from broadcaster.learning.queue import count_samples

routes = web.RouteTableDef()

SHOWN = 5
"""How many lines of each list the home page shows."""


@routes.get("/")
async def show_home(request: web.Request) -> web.Response:
    """Open threads, broadcasts to approve, milestones that want a word, broadcasts under way."""
    sites = sites_of(request)
    async with request.app[DATABASE].read() as session:
        threads = await find_threads(session, Wanted(sites=sites))
        known = await identify(session, {one.correspondent_id for one in threads[:SHOWN]})
        samples = await count_samples(session)
        places, to_confirm = await wanting(session, request.app[CLOCK](), sites)
        to_approve = await broadcasts_in(session, [BroadcastState.TO_APPROVE], sites)
        under_way = await broadcasts_in(session, UNDER_WAY, sites)
        planned = await broadcasts_in(session, [BroadcastState.SCHEDULED], sites)
        shown = [*to_approve, *under_way, *planned[:SHOWN]]
        standings = await progress_of_each(session, shown)
        lacking = await count_lacks_within(session, sites)
        series = [one for one in await list_series(session) if one.approved_at is None]
    series = [one for one in series if is_within(sites, one.audience["site_id"])]
    urgent = [one for one in to_confirm if one.is_urgent]
    return page(
        request,
        "home.html",
        threads=threads,
        lacking=lacking,
        known=known,
        to_confirm=urgent,
        fading=len(to_confirm) - len(urgent),
        places=places,
        to_approve=to_approve,
        series_to_approve=series,
        under_way=[*under_way, *planned[:SHOWN]],
        planned_later=len(planned[SHOWN:]),
        standings=standings,
        shown=SHOWN,
        samples=samples,
    )
