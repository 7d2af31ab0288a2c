"""Help points: where tenants find help, added, corrected, confirmed and taken out by staff."""

from uuid import uuid4

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.on_site.people_forms import HelpChanges, filled_point, read_point
from broadcaster.console.places import load_places
from broadcaster.console.reach import is_within, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.help.models import HelpKind, HelpPoint
from broadcaster.staff import audit
from broadcaster.works.freshness import is_fresh

routes = web.RouteTableDef()


@routes.get("/help-points")
async def show_points(request: web.Request) -> web.Response:
    """Every help point, and the form of a new one."""
    return await _list_page(request, Form())


async def _list_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        points = list(await session.scalars(select(HelpPoint).order_by(HelpPoint.name)))
        places = await load_places(session, sites=sites_of(request))
    points = [one for one in points if is_within(sites_of(request), one.site_id)]
    return page(
        request,
        "on_site/help_points.html",
        status=200 if form.is_valid else 400,
        points=points,
        places=places,
        kinds=list(HelpKind),
        is_fresh=lambda fact: is_fresh(fact, request.app[CLOCK]()),
        form=form,
    )


@routes.post("/help-points")
async def add_point(request: web.Request) -> web.Response:
    """Add a help point."""
    form = await read_form(request)
    changes, site_id = read_point(form), form.id("site")
    async with request.app[DATABASE].read() as session:
        known = {site.id for site in (await load_places(session, sites=sites_of(request))).sites}
    if site_id not in known:
        form.refuse("site", "site")
    if changes is None or site_id is None or not form.is_valid:
        return await _list_page(request, form)
    async with request.app[DATABASE].write() as session:
        point = HelpPoint(site_id=site_id, reference=f"console-{uuid4().hex[:12]}")
        session.add(point)
        await _write(request, session, point, changes, "help_point_added")
    raise go_to("/help-points", done="help_point_saved")


@routes.get("/help-points/{id}")
async def show_point(request: web.Request) -> web.Response:
    """One help point, to be corrected."""
    async with request.app[DATABASE].read() as session:
        point = await _in_path(request, session)
    return await _point_page(request, point, filled_point(point))


async def _point_page(request: web.Request, point: HelpPoint, form: Form) -> web.Response:
    status = 200 if form.is_valid else 400
    return page(
        request,
        "on_site/help_point.html",
        status=status,
        point=point,
        form=form,
        kinds=list(HelpKind),
    )


@routes.post("/help-points/{id}")
async def change_point(request: web.Request) -> web.Response:
    """Correct a help point; what was checked to be corrected is thereby confirmed."""
    form = await read_form(request)
    changes = read_point(form)
    async with request.app[DATABASE].write() as session:
        point = await _in_path(request, session)
        if changes is not None:
            await _write(request, session, point, changes, "help_point_changed")
    if changes is None:
        return await _point_page(request, point, form)
    raise go_to("/help-points", done="help_point_saved")


@routes.post("/help-points/{id}/confirm")
async def confirm_point(request: web.Request) -> web.Response:
    """Say that a help point is still true."""
    async with request.app[DATABASE].write() as session:
        point = await _in_path(request, session)
        await _confirm(request, session, point, "help_point_confirmed")
    raise go_to("/help-points", done="help_point_saved")


@routes.post("/help-points/{id}/remove")
async def remove_point(request: web.Request) -> web.Response:
    """Take a help point out: tenants are not told of it any more."""
    async with request.app[DATABASE].write() as session:
        point = await _in_path(request, session)
        await _log(request, session, point, "help_point_removed")
        await session.delete(point)
    raise go_to("/help-points", done="help_point_removed")


async def _write(
    request: web.Request,
    session: AsyncSession,
    point: HelpPoint,
    changes: HelpChanges,
    action: str,
) -> None:
    point.kind, point.name, point.number = changes.kind, changes.name, changes.number
    point.place, point.hours, point.price = changes.place, changes.hours, changes.price
    await _confirm(request, session, point, action)


async def _confirm(
    request: web.Request, session: AsyncSession, point: HelpPoint, action: str
) -> None:
    point.confirm(request[USER].name, request.app[CLOCK]())
    await session.flush()
    await _log(request, session, point, action)


async def _log(request: web.Request, session: AsyncSession, point: HelpPoint, action: str) -> None:
    user, now = request[USER], request.app[CLOCK]()
    subject = f"help_point {point.id}"
    await audit.record(session, user.id, action, subject, {"name": point.name}, now)


async def _in_path(request: web.Request, session: AsyncSession) -> HelpPoint:
    point = await session.get(HelpPoint, path_id(request))
    if point is None:
        raise web.HTTPNotFound
    return point
