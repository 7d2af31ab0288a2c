"""Changing a milestone, or adding one: what follows from it is shown before it is saved."""

from aiohttp import web

from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.console.works.changes import ChangedMeanwhileError, add, change, held
from broadcaster.console.works.conflicts import conflict_page, settle, version_of
from broadcaster.console.works.consequences import Consequences, consequences_of
from broadcaster.console.works.fact_words import PARTS, changed_copy
from broadcaster.console.works.form import MilestoneChanges, filled_form, read_changes
from broadcaster.console.works.milestones import (
    choices,
    milestone_in_path,
    milestone_page,
    told_by,
)
from broadcaster.works.models import Milestone, MilestoneState

routes = web.RouteTableDef()


@routes.get("/milestones/new")
async def new_milestone(request: web.Request) -> web.Response:
    """The form of a new milestone."""
    return await _new_page(request, Form.of({"state": MilestoneState.PLANNED.value}))


async def _new_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session)
    status = 200 if form.is_valid else 400
    return page(
        request,
        "works/milestone_new.html",
        status=status,
        form=form,
        **choices(request, places),
    )


@routes.post("/milestones/new")
async def add_milestone(request: web.Request) -> web.Response:
    """Add a milestone; nothing is sent before somebody approves messages for it."""
    form, now = await read_form(request), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        places = await load_places(session)
        changes = await read_changes(session, form, places, sites_of(request), now)
        if changes is not None:
            made = await add(session, Milestone, changes, request[USER], now)
    if changes is None:
        return await _new_page(request, form)
    raise go_to(f"/milestones/{made.id}", done="milestone_added")


@routes.post("/milestones/{id}")
async def change_milestone(request: web.Request) -> web.Response:
    """Change a milestone; what was checked to be changed is thereby confirmed.

    When somebody else saved it meanwhile both versions are shown. When it makes untrue what
    households were told, whom and what is shown first.
    """
    milestone, sent = await milestone_in_path(request), await read_form(request)
    places = await _places(request, milestone)
    stored = filled_form(milestone, places)
    form = settle(sent.over(stored), stored)
    changes = await _read(request, milestone, form, places)
    if changes is None or form.value("action") == "back":
        return await milestone_page(request, milestone, form)
    if version_of(form, milestone) != milestone.version:
        both = await _conflict(request, milestone, changes, form)
        if both is not None:
            return both
    return await _save(request, milestone, changes, form)


async def _places(request: web.Request, milestone: Milestone) -> Places:
    async with request.app[DATABASE].read() as session:
        return await load_places(session, [milestone])


async def _read(
    request: web.Request, milestone: Milestone, form: Form, places: Places
) -> MilestoneChanges | None:
    async with request.app[DATABASE].read() as session:
        known = (milestone.starts_at, milestone.ends_at)
        now, sites = request.app[CLOCK](), sites_of(request)
        changes = await read_changes(session, form, places, sites, now, known)
        if changes is None:
            return None
        if changes.kind != milestone.kind and await plan_of(session, milestone.id) is not None:
            form.refuse("kind", "kind_is_told")
            return None
    need_site(request, changes.scope.path[0] or 0)
    return changes


async def _save(
    request: web.Request, milestone: Milestone, changes: MilestoneChanges, form: Form
) -> web.Response:
    if form.value("action") != "save":
        consequences = await _consequences(request, milestone, changes)
        if consequences is not None:
            return _ask(request, milestone, changes, consequences, form)
    try:
        await _write(request, milestone, changes)
    except ChangedMeanwhileError:
        newest = await milestone_in_path(request)
        both = await _conflict(request, newest, changes, form)
        if both is not None:
            return both
    raise go_to(f"/milestones/{milestone.id}", done="milestone_changed")


async def _write(request: web.Request, seen: Milestone, changes: MilestoneChanges) -> None:
    async with request.app[DATABASE].write() as session:
        mine = await held(session, Milestone, seen.id, seen.version)
        courtesy = request.app[CONFIG].rules.timetables.courtesy
        await change(session, mine, changes, request[USER], request.app[CLOCK](), courtesy)


async def _conflict(
    request: web.Request, stored: Milestone, changes: MilestoneChanges, form: Form
) -> web.Response | None:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [stored, changed_copy(stored, changes)])
    address = f"/milestones/{stored.id}"
    return conflict_page(request, stored, changes, form, places, address)


async def _consequences(
    request: web.Request, milestone: Milestone, changes: MilestoneChanges
) -> Consequences | None:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session)
        place = told_by(request, places, milestone)
        return await consequences_of(session, milestone, changes, place, request.app[CLOCK]())


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
        fields=[name for part in PARTS.values() for name in part] + ["version"],
        form=form,
    )
