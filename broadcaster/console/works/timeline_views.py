"""The timeline as a page: a picture by the server, and the same as a table."""

from typing import Final

from aiohttp import web

from broadcaster.console.forms import query_id
from broadcaster.console.keys import CLOCK, DATABASE
from broadcaster.console.months import Month
from broadcaster.console.places import Places
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page
from broadcaster.console.works.calendar import CalendarLine, load_calendar
from broadcaster.console.works.timeline import Period, draw
from broadcaster.works.importing.words import kind_labels
from broadcaster.works.models import CutKind

routes = web.RouteTableDef()

LENGTHS: Final = ("1", "3", "6")
"""How many months can be shown."""

USUAL: Final = "3"
CUTS: Final = "cuts"
"""The filter for every kind of cut."""


@routes.get("/works/timeline")
async def show_timeline(request: web.Request) -> web.Response:
    """Some months of the calendar, of a building and a kind if wanted."""
    building_id, kind = query_id(request, "building"), request.query.get("kind", "")
    period = _period(request)
    async with request.app[DATABASE].read() as session:
        now = request.app[CLOCK]()
        places, found = await load_calendar(session, now, sites_of(request))
    wanted = [one for one in found if _is_wanted(one, places, building_id, kind)]
    return page(
        request,
        "works/timeline.html",
        places=places,
        sites=sites_of(request),
        building_id=building_id,
        kind=kind,
        kinds=list(kind_labels()),
        cuts=list(CutKind),
        lengths=LENGTHS,
        timeline=draw(places, wanted, period, now),
        earlier=period.first.later(-period.months),
        later=period.first.later(period.months),
    )


def _period(request: web.Request) -> Period:
    wanted = Month.read(request.query.get("month", ""))
    length = request.query.get("length", USUAL)
    first = wanted or Month.of(request.app[CLOCK]())
    return Period(first, int(length if length in LENGTHS else USUAL))


def _is_wanted(line: CalendarLine, places: Places, building_id: int | None, kind: str) -> bool:
    is_there = building_id is None or places.building_of(line.fact) in {None, building_id}
    is_kind = not kind or line.fact.kind == kind or (kind == CUTS and line.is_cut)
    return is_there and is_kind
