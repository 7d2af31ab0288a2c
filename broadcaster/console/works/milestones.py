"""Milestones: the calendar, confirming that a step is still true, changing it."""

from aiohttp import web

from broadcaster.campaigns.plans.moments import Place
from broadcaster.console.forms import Form, path_id, query_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.console.works.calendar import load_calendar, milestone_line, sections
from broadcaster.console.works.changes import change, confirm
from broadcaster.console.works.consequences import Consequences, consequences_of
from broadcaster.console.works.form import MilestoneChanges, filled_form, read_changes
from broadcaster.console.works.plan_views import is_past, plan_view
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut

routes = web.RouteTableDef()


@routes.get("/milestones")
async def show_calendar(request: web.Request) -> web.Response:
    """The calendar by building and staircase, planned cuts alongside."""
    building_id = query_id(request, "building")
    async with request.app[DATABASE].read() as session:
        places, found = await load_calendar(session, request.app[CLOCK](), sites_of(request))
    return page(
        request,
        "works/milestones.html",
        places=places,
        building_id=building_id,
        sections=sections(places, [line for line in found if not line.is_over], building_id),
        over=sections(places, [line for line in found if line.is_over], building_id),
        stale=sum(line.is_stale for line in found),
    )


async def milestone_in_path(request: web.Request) -> Milestone:
    """The milestone the address names; raise HTTPNotFound."""
    async with request.app[DATABASE].read() as session:
        milestone = await session.get(Milestone, path_id(request))
    if milestone is None:
        raise web.HTTPNotFound
    return milestone


@routes.get("/milestones/{id}")
async def show_milestone(request: web.Request) -> web.Response:
    """One milestone, to confirm or change, and what is told of it."""
    milestone = await milestone_in_path(request)
    return await milestone_page(request, milestone, filled_form(milestone))


async def milestone_page(request: web.Request, milestone: Milestone, form: Form) -> web.Response:
    """The page of a milestone, with a form that may have been refused."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [milestone])
        plan = await plan_view(session, milestone, _told_by(request, places, milestone), now)
    return page(
        request,
        "works/milestone.html",
        status=200 if form.is_valid else 400,
        milestone=milestone,
        line=milestone_line(milestone, now),
        place=places.name_of(milestone),
        states=list(MilestoneState),
        is_past=is_past(milestone),
        view=plan,
        form=form,
    )


def _told_by(request: web.Request, places: Places, milestone: Milestone) -> Place:
    """The calendar and the hours by which a milestone is told."""
    courtesy = request.app[CONFIG].rules.timetables.courtesy
    return Place(places.department_of(milestone.site_id), courtesy)


@routes.post("/milestones/{id}")
async def change_milestone(request: web.Request) -> web.Response:
    """Change the dates, state or detail; what was checked to be changed is thereby confirmed.

    When that makes untrue what households were told, whom and what is shown first.
    """
    milestone, form = await milestone_in_path(request), await read_form(request)
    changes = read_changes(form)
    if changes is None or form.value("action") == "back":
        return await milestone_page(request, milestone, form)
    if form.value("action") != "save":
        consequences = await _consequences(request, milestone, changes)
        if consequences is not None:
            return _ask(request, milestone, changes, consequences, form)
    async with request.app[DATABASE].write() as session:
        mine = await session.get_one(Milestone, milestone.id)
        courtesy = request.app[CONFIG].rules.timetables.courtesy
        await change(session, mine, changes, request[USER], request.app[CLOCK](), courtesy)
    raise go_to(f"/milestones/{milestone.id}", done="milestone_changed")


async def _consequences(
    request: web.Request, milestone: Milestone, changes: MilestoneChanges
) -> Consequences | None:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session)
        told_by = _told_by(request, places, milestone)
        return await consequences_of(session, milestone, changes, told_by, request.app[CLOCK]())


def _ask(
    request: web.Request,
    milestone: Milestone,
    changes: MilestoneChanges,
    consequences: Consequences,
    form: Form,
) -> web.Response:
    return page(
        request,
        "works/milestone_confirm.html",
        milestone=milestone,
        changes=changes,
        consequences=consequences,
        form=form,
    )


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
