"""Broadcasts: the list, writing one, changing it until its release."""

from aiohttp import web

from broadcaster.campaigns.broadcasts.drafts import draft_of
from broadcaster.campaigns.broadcasts.life import EDITABLE, get_broadcast
from broadcaster.campaigns.broadcasts.writing import create_draft, update_draft
from broadcaster.campaigns.models import Broadcast, BroadcastKind, Purpose
from broadcaster.campaigns.refusals import CampaignRefusedError, NoSuchBroadcastError
from broadcaster.campaigns.texts.own_texts import all_texts
from broadcaster.console.broadcasts.choices import load_choices
from broadcaster.console.broadcasts.composing import Glance, glance_at
from broadcaster.console.broadcasts.form import (
    filled_form,
    new_form,
    read_draft,
    refuse,
    use_text,
    version_languages,
)
from broadcaster.console.broadcasts.leaving import hours_in_words
from broadcaster.console.broadcasts.lists import page_of_broadcasts
from broadcaster.console.broadcasts.standings import progress_of_each
from broadcaster.console.forms import Form, path_id, query_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.reach import need_site, sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.works.models import Milestone

routes = web.RouteTableDef()

PAGE_SIZE = 30


async def broadcast_in_path(request: web.Request) -> Broadcast:
    """The broadcast the address names; raise HTTPNotFound."""
    broadcast_id = path_id(request)
    try:
        async with request.app[DATABASE].read() as session:
            return await get_broadcast(session, broadcast_id)
    except NoSuchBroadcastError as error:
        raise web.HTTPNotFound from error


@routes.get("/broadcasts")
async def show_broadcasts(request: web.Request) -> web.Response:
    """The newest broadcasts first."""
    before = query_id(request, "before")
    async with request.app[DATABASE].read() as session:
        found = await page_of_broadcasts(session, before, PAGE_SIZE + 1, sites_of(request))
        shown = found[:PAGE_SIZE]
        standings = await progress_of_each(session, shown)
    older = shown[-1].id if len(found) > PAGE_SIZE else None
    return page(
        request, "broadcasts/broadcasts.html", broadcasts=shown, standings=standings, older=older
    )


@routes.get("/broadcasts/new")
async def start_broadcast(request: web.Request) -> web.Response:
    """An empty form, or one about the milestone that ``milestone`` names."""
    milestone_id, milestone = query_id(request, "milestone"), None
    async with request.app[DATABASE].read() as session:
        if milestone_id is not None:
            milestone = await session.get(Milestone, milestone_id)
        texts = await all_texts(session)
    if milestone is not None:
        need_site(request, milestone.site_id)
    return await _form_page(request, new_form(milestone, texts, request.app[CLOCK]()))


async def _form_page(
    request: web.Request,
    form: Form,
    broadcast: Broadcast | None = None,
    glance: Glance | None = None,
) -> web.Response:
    rules = request.app[CONFIG].rules
    async with request.app[DATABASE].read() as session:
        choices = await load_choices(
            session, request.app[CLOCK](), form.ids_if_any("flat"), sites_of(request)
        )
    return page(
        request,
        "broadcasts/broadcast_form.html",
        status=200 if form.is_valid else 400,
        form=form,
        choices=choices,
        version_languages=version_languages(form, choices.other_languages),
        hours={purpose: hours_in_words(purpose, rules) for purpose in Purpose},
        broadcast=broadcast,
        glance=glance,
    )


@routes.post("/broadcasts/new")
async def write_broadcast(request: web.Request) -> web.Response:
    """Keep a draft and go on to its preview."""
    return await _keep(request, None)


@routes.get("/broadcasts/{id}/edit")
async def edit_broadcast(request: web.Request) -> web.Response:
    """The form of a broadcast that was not released yet."""
    broadcast = await broadcast_in_path(request)
    if broadcast.state not in EDITABLE:
        raise go_to(f"/broadcasts/{broadcast.id}")
    if broadcast.kind is BroadcastKind.PLANNED:  # its text belongs to the plan
        raise go_to(f"/milestones/{broadcast.milestone_id}/plan/{broadcast.moment}")
    return await _form_page(request, filled_form(draft_of(broadcast)), broadcast)


@routes.post("/broadcasts/{id}/edit")
async def change_broadcast(request: web.Request) -> web.Response:
    """Change it and go back to its preview: it is a draft again."""
    return await _keep(request, await broadcast_in_path(request))


async def _keep(request: web.Request, broadcast: Broadcast | None) -> web.Response:
    form, user_id, now = await read_form(request), request[USER].id, request.app[CLOCK]()
    if form.value("action") == "use_text":
        async with request.app[DATABASE].read() as session:
            use_text(form, await all_texts(session))
        return await _form_page(request, form, broadcast)
    if form.value("action") == "update_preview":
        return await _form_page(request, form, broadcast, await glance_at(request, form))
    async with request.app[DATABASE].read() as session:
        choices = await load_choices(session, now, form.ids_if_any("flat"), sites_of(request))
    draft = read_draft(form, choices, now)
    if draft is None:
        return await _form_page(request, form, broadcast)
    try:
        async with request.app[DATABASE].write() as session:
            if broadcast is None:
                kept = await create_draft(session, draft, user_id, now)
            else:
                kept = await update_draft(session, broadcast.id, draft, user_id, now)
    except CampaignRefusedError as error:
        async with request.app[DATABASE].read() as session:
            await refuse(session, form, draft, error)
        return await _form_page(request, form, broadcast)
    raise go_to(f"/broadcasts/{kept.id}/preview")
