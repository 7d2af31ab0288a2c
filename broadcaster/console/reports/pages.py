"""The pages of the reports: an overview, one page a report, and each table as a file."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.keys import DATABASE
from broadcaster.console.rendering import page
from broadcaster.console.reports import households, messages, questions
from broadcaster.console.reports.sections import Section, as_file
from broadcaster.console.reports.view import PERIODS, View, view_of
from broadcaster.console.reports.words import say
from broadcaster.reports.marks import as_of
from broadcaster.reports.reach import reach_of_buildings

routes = web.RouteTableDef()

REPORTS: Final[Mapping[str, Callable[[AsyncSession, View], Awaitable[list[Section]]]]] = {
    "reach": households.reach,
    "deliveries": messages.deliveries,
    "answers": questions.answers,
    "topics": questions.topics,
    "costs": messages.costs,
    "optouts": households.silence,
    "cards": households.cards,
}
"""What makes each report, by its name in the address."""

OF_HOUSEHOLDS: Final = frozenset({"reach", "cards", "unreached"})
"""Those that come from the walk, not from the days."""


@routes.get("/reports")
async def show_reports(request: web.Request) -> web.Response:
    """All reports with what each tells, and how many households nobody reached."""
    async with request.app[DATABASE].read() as session:
        view = await view_of(request, session)
        found = await reach_of_buildings(session, view.scope)
        at = await as_of(session, "households")
    return page(
        request, "reports/reports.html", view=view, periods=PERIODS, say_report=say,
        names=REPORTS, facts=households.reach_facts(found),
        unreached=sum(one.unreached for one in found), at=at,
    )  # fmt: skip


@routes.get("/reports/{name}")
async def show_report(request: web.Request) -> web.Response:
    """One report: pictures, tables, files."""
    name, view, sections, at = await _report(request)
    return page(
        request, "reports/report.html", name=name, view=view, periods=PERIODS, sections=sections,
        say_report=say, at=at,
    )  # fmt: skip


@routes.get("/reports/{name}/{section}.csv")
async def give_section(request: web.Request) -> web.Response:
    """One table of a report as a file."""
    _name, _view, sections, _at = await _report(request)
    for one in sections:
        if one.name == request.match_info["section"]:
            return as_file(f"palier-{one.name}", one.columns, one.rows)
    raise web.HTTPNotFound


async def _report(request: web.Request) -> tuple[str, View, list[Section], datetime | None]:
    name = request.match_info["name"]
    if name not in REPORTS:
        raise web.HTTPNotFound
    async with request.app[DATABASE].read() as session:
        view = await view_of(request, session)
        sections = await REPORTS[name](session, view)
        at = await as_of(session, "households" if name in OF_HOUSEHOLDS else "days")
    return name, view, sections, at
