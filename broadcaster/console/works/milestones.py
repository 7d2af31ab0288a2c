"""Milestones: the calendar, one of them, confirming that it is still true."""

from typing import Any

from aiohttp import web

from broadcaster.campaigns.plans.moments import Place
from broadcaster.campaigns.plans.reading import plan_fingerprint
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.console.forms import Form, path_id, query_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, ROOT, USER
from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.rendering import go_back, page
from broadcaster.console.works.calendar import load_calendar, milestone_line, sections
from broadcaster.console.works.changes import ChangedMeanwhileError, confirm, held
from broadcaster.console.works.form import filled_form
from broadcaster.console.works.place_field import place_groups
from broadcaster.console.works.plan_views import is_past, plan_view
from broadcaster.works.importing.words import kind_labels
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut

routes = web.RouteTableDef()


@routes.get("/milestones")
async def show_calendar(request: web.Request) -> web.Response:
    """The calendar by building and staircase, planned cuts alongside."""
    building_id = query_id(request, "building")
    async with request.app[DATABASE].read() as session:
        now, sites = request.app[CLOCK](), sites_of(request)
        places, found = await load_calendar(session, now, sites)
    return page(
        request,
        "works/milestones.html",
        places=places,
        sites=sites,
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
    need_site(request, milestone.site_id)
    return milestone


@routes.get("/milestones/{id}")
async def show_milestone(request: web.Request) -> web.Response:
    """One milestone, to confirm or change, and what is told of it."""
    return await milestone_page(request, await milestone_in_path(request))


async def milestone_page(
    request: web.Request,
    milestone: Milestone,
    form: Form | None = None,
    *,
    problem: str = "",
    refusal_status: int = 400,
) -> web.Response:
    """The page of a milestone, with a form that may have been refused, or what its plan was
    refused for."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        # Before all else that is shown: what changes meanwhile is refused, not approved unseen.
        plan = await plan_of(session, milestone.id)
        read = await plan_fingerprint(session, plan, milestone) if plan else ""
        places = await load_places(session, [milestone])
        view = await plan_view(session, milestone, told_by(request, places, milestone), now)
    shown = form or filled_form(milestone, places)
    if problem:
        shown.errors["plan"] = problem
    return page(
        request,
        "works/milestone.html",
        status=200 if shown.is_valid else refusal_status,
        milestone=milestone,
        line=milestone_line(milestone, now),
        place=places.name_of(milestone),
        is_past=is_past(milestone),
        view=view,
        read=read,
        form=shown,
        **choices(request, places),
    )


# What a template lists is of many kinds.
def choices(request: web.Request, places: Places) -> dict[str, Any]:
    """What the form of a milestone lets staff choose from."""
    return {
        "kinds": list(kind_labels()),
        "states": list(MilestoneState),
        "groups": place_groups(places, sites_of(request)),
    }


def told_by(request: web.Request, places: Places, milestone: Milestone) -> Place:
    """The calendar and the hours by which a milestone is told."""
    courtesy = request.app[CONFIG].rules.timetables.courtesy
    return Place(places.department_of(milestone.site_id), courtesy)


@routes.post("/milestones/{id}/confirm")
async def confirm_milestone(request: web.Request) -> web.Response:
    """Say that a milestone is still true."""
    return await _confirm(request, Milestone, "milestone")


@routes.post("/cuts/{id}/confirm")
async def confirm_cut(request: web.Request) -> web.Response:
    """Say that a planned cut is still true."""
    return await _confirm(request, PlannedCut, "cut")


async def _confirm[Kind: (Milestone, PlannedCut)](
    request: web.Request, model: type[Kind], noun: str
) -> web.Response:
    """Confirm what somebody saw: not a date that was moved behind their back."""
    form, row = await read_form(request), path_id(request)
    seen = form.id("version")
    back = form.value("from") if "/" in form.value("from") else f"{ROOT}/{noun}s/{row}"
    try:
        async with request.app[DATABASE].write() as session:
            fact = await held(session, model, row, seen)
            need_site(request, fact.site_id)
            await confirm(session, fact, request[USER], request.app[CLOCK]())
    except ChangedMeanwhileError:
        raise go_back(back, done="changed_meanwhile") from None
    raise go_back(back, done=f"{noun}_confirmed")
