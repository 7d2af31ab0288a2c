"""Planned cuts: one of them, a new one, changing or cancelling it."""

from typing import Any

from aiohttp import web

from broadcaster.campaigns.models import Broadcast
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.places import Places, load_places
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.console.works.announced import announcements_of
from broadcaster.console.works.calendar import cut_line
from broadcaster.console.works.changes import ChangedMeanwhileError, add, change, held
from broadcaster.console.works.conflicts import conflict_page, settle, version_of
from broadcaster.console.works.cut_form import STATES, CutChanges, filled_cut, read_cut
from broadcaster.console.works.fact_words import PARTS, changed_copy, in_words, title_of
from broadcaster.console.works.place_field import place_groups
from broadcaster.works.models import CutKind, PlannedCut

routes = web.RouteTableDef()


@routes.get("/cuts/new")
async def new_cut(request: web.Request) -> web.Response:
    """The form of a new cut."""
    return await _new_page(request, Form.of({"state": STATES[False]}))


async def _new_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session)
    status = 200 if form.is_valid else 400
    return page(request, "works/cut_new.html", status=status, form=form, **_lists(request, places))


# What a template lists is of many kinds.
def _lists(request: web.Request, places: Places) -> dict[str, Any]:
    groups = place_groups(places, sites_of(request))
    return {"kinds": list(CutKind), "states": STATES, "groups": groups}


@routes.post("/cuts/new")
async def add_cut(request: web.Request) -> web.Response:
    """Add a planned cut."""
    form, now = await read_form(request), request.app[CLOCK]()
    form.set("state", STATES[False])
    async with request.app[DATABASE].write() as session:
        places = await load_places(session)
        changes = await read_cut(session, form, places, sites_of(request), now)
        if changes is not None:
            made = await add(session, PlannedCut, changes, request[USER], now)
    if changes is None:
        return await _new_page(request, form)
    raise go_to(f"/cuts/{made.id}", done="cut_added")


@routes.get("/cuts/{id}")
async def show_cut(request: web.Request) -> web.Response:
    """One cut, to confirm, change or cancel."""
    return await _cut_page(request, await _in_path(request))


async def _in_path(request: web.Request) -> PlannedCut:
    async with request.app[DATABASE].read() as session:
        cut = await session.get(PlannedCut, path_id(request))
    if cut is None:
        raise web.HTTPNotFound
    need_site(request, cut.site_id)
    return cut


async def _cut_page(
    request: web.Request, cut: PlannedCut, form: Form | None = None
) -> web.Response:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [cut])
        told = await announcements_of(session, cut)
    shown = form or filled_cut(cut, places)
    return page(
        request,
        "works/cut.html",
        status=200 if shown.is_valid else 400,
        cut=cut,
        title=title_of(cut),
        line=cut_line(cut, request.app[CLOCK]()),
        place=places.name_of(cut),
        told=told,
        form=shown,
        **_lists(request, places),
    )


@routes.post("/cuts/{id}")
async def change_cut(request: web.Request) -> web.Response:
    """Change or cancel a cut; what left and told of it is shown first."""
    cut, sent = await _in_path(request), await read_form(request)
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [cut])
        stored = filled_cut(cut, places)
        form = settle(sent.over(stored), stored)
        known, now = (cut.starts_at, cut.ends_at), request.app[CLOCK]()
        changes = await read_cut(session, form, places, sites_of(request), now, known)
        told = await announcements_of(session, cut)
    if changes is None or form.value("action") == "back":
        return await _cut_page(request, cut, form)
    if version_of(form, cut) != cut.version:
        both = await _conflict(request, cut, changes, form)
        if both is not None:
            return both
    if told and form.value("action") != "save" and _is_other(cut, changes, places):
        return await _ask(request, cut, changes, form, told)
    return await _save(request, cut, changes, form)


def _is_other(cut: PlannedCut, changes: CutChanges, places: Places) -> bool:
    return in_words(cut, places) != in_words(changed_copy(cut, changes), places)


async def _save(
    request: web.Request, cut: PlannedCut, changes: CutChanges, form: Form
) -> web.Response:
    try:
        async with request.app[DATABASE].write() as session:
            mine = await held(session, PlannedCut, cut.id, cut.version)
            courtesy = request.app[CONFIG].rules.timetables.courtesy
            await change(session, mine, changes, request[USER], request.app[CLOCK](), courtesy)
    except ChangedMeanwhileError:
        both = await _conflict(request, await _in_path(request), changes, form)
        if both is not None:
            return both
    raise go_to(f"/cuts/{cut.id}", done="cut_changed")


async def _conflict(
    request: web.Request, stored: PlannedCut, changes: CutChanges, form: Form
) -> web.Response | None:
    async with request.app[DATABASE].read() as session:
        places = await load_places(session, [stored, changed_copy(stored, changes)])
    return conflict_page(request, stored, changes, form, places, f"/cuts/{stored.id}")


async def _ask(
    request: web.Request, cut: PlannedCut, changes: CutChanges, form: Form, told: list[Broadcast]
) -> web.Response:
    return page(
        request,
        "works/cut_confirm.html",
        cut=cut,
        title=title_of(cut),
        changes=changes,
        told=told,
        fields=[name for part in PARTS.values() for name in part if name in form.names]
        + ["version"],
        form=form,
    )
