"""The home page: what needs somebody today."""

from aiohttp import web

from broadcaster.campaigns.broadcasts import list_broadcasts
from broadcaster.campaigns.models import BroadcastState
from broadcaster.console.calendar import load_calendar
from broadcaster.console.correspondents import identify
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.rendering import page
from broadcaster.conversations.threads import open_threads

routes = web.RouteTableDef()

SHOWN = 5
"""How many lines of each list the home page shows."""

UNDER_WAY = frozenset({BroadcastState.SCHEDULED, BroadcastState.RELEASING, BroadcastState.SENDING})


@routes.get("/")
async def show_home(request: web.Request) -> web.Response:
    """Open threads, milestones that want a word, broadcasts under way."""
    async with request.app[DATABASE].read() as session:
        threads = await open_threads(session)
        known = await identify(session, {one.correspondent_id for one in threads[:SHOWN]})
        places, calendar = await load_calendar(session, request.app[CLOCK]())
        broadcasts = await list_broadcasts(session)
    wanting = [line for line in calendar if not line.is_cut]
    wanting = [line for line in wanting if line.is_stale or line.is_doubtful]
    return page(
        request,
        "home.html",
        threads=threads,
        known=known,
        milestones=wanting,
        places=places,
        broadcasts=[one for one in broadcasts if one.state in UNDER_WAY],
        shown=SHOWN,
    )
