"""The doors to knock at: households nobody reached, in the order one walks, to be printed."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from aiohttp import web

from broadcaster.campaigns.audience.unreachable import UnreachableReason
from broadcaster.console.forms import query_id
from broadcaster.console.keys import DATABASE
from broadcaster.console.rendering import page, short_date
from broadcaster.console.reports.messages import why_of
from broadcaster.console.reports.sections import as_file
from broadcaster.console.reports.view import PERIODS, view_of
from broadcaster.console.reports.words import Cell, say
from broadcaster.reports.marks import as_of
from broadcaster.reports.models import Form
from broadcaster.reports.reach import Unreached, unreached, unreached_count

routes = web.RouteTableDef()

PAGE_SIZE: Final = 100
MOST_IN_A_FILE: Final = 20_000
"""Lines of a file: more than any staff walks."""


@routes.get("/reports/unreached")
async def show_unreached(request: web.Request) -> web.Response:
    """A page of the doors, staircase by staircase."""
    number = query_id(request, "page") or 1
    async with request.app[DATABASE].read() as session:
        view = await view_of(request, session)
        total = await unreached_count(session, view.scope)
        offset = (number - 1) * PAGE_SIZE
        found = await unreached(session, view.scope, offset=offset, limit=PAGE_SIZE)
        at = await as_of(session, "households")
    return page(
        request, "reports/unreached.html", name="unreached", view=view, periods=PERIODS,
        say_report=say, at=at, total=total, staircases=by_staircase(found), number=number,
        has_more=offset + len(found) < total, reason_of=reason_of, form_of=form_of,
    )  # fmt: skip


def by_staircase(found: Sequence[Unreached]) -> list[tuple[tuple[str, str, str], list[Unreached]]]:
    """The doors under the site, building and staircase they lie in."""
    places = groupby(found, key=lambda one: (one.site, one.building, one.staircase))
    return [(place, list(doors)) for place, doors in places]


def reason_of(one: Unreached) -> str:
    """Why nothing arrives there, in words."""
    if one.reason is not None:
        words = UnreachableReason(one.reason).sentence
        return words[:1].upper() + words[1:]
    return why_of(one.tried_state, one.tried_reason)


def form_of(one: Unreached) -> str:
    """How else the household can be told."""
    return say("otherwise.door" if one.form is Form.SMS else f"otherwise.{one.form}")


@routes.get("/reports/unreached.csv")
async def give_unreached(request: web.Request) -> web.Response:
    """All of them as a file."""
    async with request.app[DATABASE].read() as session:
        view = await view_of(request, session)
        found = await unreached(session, view.scope, limit=MOST_IN_A_FILE)
    columns = say("unreached.columns").split(" | ")
    return as_file("palier-foyers-a-voir", columns, (_line(one) for one in found))


def _line(one: Unreached) -> Sequence[Cell]:
    floor = "" if one.floor is None else str(one.floor)
    tried = short_date(one.tried_at) if one.tried_at else ""
    place = (one.site, one.building, one.staircase, floor, one.flat)
    return (*place, one.name, reason_of(one), tried, form_of(one))
