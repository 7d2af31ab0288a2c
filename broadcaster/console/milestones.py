"""Milestones: the calendar, confirming that a step is still true, changing it."""

from aiohttp import web

from broadcaster.console.calendar import load_calendar, milestone_line, sections
from broadcaster.console.forms import Form, path_id, query_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.milestone_changes import change, confirm
from broadcaster.console.milestone_form import filled_form, read_changes
from broadcaster.console.places import load_places
from broadcaster.console.rendering import go_to, page
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut

routes = web.RouteTableDef()


@routes.get("/milestones")
async def show_calendar(request: web.Request) -> web.Response:
    """The calendar by building and staircase, planned cuts alongside."""
    building_id = query_id(request, "building")
    async with request.app[DATABASE].read() as session:
        places, found = await load_calendar(session, request.app[CLOCK]())
    return page(
        request,
        "milestones.html",
        places=places,
        building_id=building_id,
        sections=sections(places, [line for line in found if not line.is_over], building_id),
        over=sections(places, [line for line in found if line.is_over], building_id),
        stale=sum(line.is_stale for line in found),
    )


@routes.get("/milestones/{id}")
async def show_milestone(request: web.Request) -> web.Response:
    """One milestone, to confirm or change."""
    milestone_id = path_id(request)
    async with request.app[DATABASE].read() as session:
        milestone = await session.get(Milestone, milestone_id)
    if milestone is None:
        raise web.HTTPNotFound
    return await _milestone_page(request, milestone, filled_form(milestone))


async def _milestone_page(request: web.Request, milestone: Milestone, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [milestone])
    return page(
        request,
        "milestone.html",
        status=200 if form.is_valid else 400,
        milestone=milestone,
        line=milestone_line(milestone, request.app[CLOCK]()),
        place=places.name_of(milestone),
        states=list(MilestoneState),
        form=form,
    )


@routes.post("/milestones/{id}")
async def change_milestone(request: web.Request) -> web.Response:
    """Change the dates, state or detail; what was checked to be changed is thereby confirmed."""
    milestone_id, form = path_id(request), await read_form(request)
    changes = read_changes(form)
    async with request.app[DATABASE].write() as session:
        milestone = await session.get(Milestone, milestone_id)
        if milestone is None:
            raise web.HTTPNotFound
        if changes is not None:
            await change(session, milestone, changes, request[USER], request.app[CLOCK]())
    if changes is None:
        return await _milestone_page(request, milestone, form)
    raise go_to(f"/milestones/{milestone_id}", done="milestone_changed")


@routes.post("/milestones/{id}/confirm")
async def confirm_milestone(request: web.Request) -> web.Response:
    """Say that a milestone is still true."""
    async with request.app[DATABASE].write() as session:
        milestone = await session.get(Milestone, path_id(request))
        if milestone is None:
            raise web.HTTPNotFound
        await confirm(session, milestone, request[USER], request.app[CLOCK]())
    form = await read_form(request)
    if form.value("from") == "calendar":
        raise go_to("/milestones", done="milestone_confirmed")
    raise go_to(f"/milestones/{milestone.id}", done="milestone_confirmed")


@routes.post("/cuts/{id}/confirm")
async def confirm_cut(request: web.Request) -> web.Response:
    """Say that a planned cut is still true."""
    async with request.app[DATABASE].write() as session:
        cut = await session.get(PlannedCut, path_id(request))
        if cut is None:
            raise web.HTTPNotFound
        await confirm(session, cut, request[USER], request.app[CLOCK]())
    raise go_to("/milestones", done="cut_confirmed")
