"""Broadcasts: the list, and writing one."""

from aiohttp import web

from broadcaster.campaigns.broadcasts import (
    create_draft,
    get_broadcast,
    list_broadcasts,
    update_draft,
)
from broadcaster.campaigns.drafts import draft_of
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import CampaignRefusedError, NoSuchBroadcastError
from broadcaster.console.broadcast_choices import load_choices
from broadcaster.console.broadcast_form import filled_form, new_form, read_draft, refuse, use_text
from broadcaster.console.forms import Form, path_id, query_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.works.models import Milestone

routes = web.RouteTableDef()


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
    async with request.app[DATABASE].read() as session:
        found = await list_broadcasts(session)
    return page(request, "broadcasts.html", broadcasts=found)


@routes.get("/broadcasts/new")
async def start_broadcast(request: web.Request) -> web.Response:
    """An empty form, or one about the milestone that ``milestone`` names."""
    milestone_id, milestone = query_id(request, "milestone"), None
    if milestone_id is not None:
        async with request.app[DATABASE].read() as session:
            milestone = await session.get(Milestone, milestone_id)
    return await _form_page(request, new_form(milestone, request.app[CLOCK]()))


async def _form_page(
    request: web.Request, form: Form, broadcast: Broadcast | None = None
) -> web.Response:
    async with request.app[DATABASE].read() as session:
        choices = await load_choices(session, request.app[CLOCK]())
    return page(
        request,
        "broadcast_form.html",
        status=200 if form.is_valid else 400,
        form=form,
        choices=choices,
        broadcast=broadcast,
    )


@routes.post("/broadcasts/new")
async def write_broadcast(request: web.Request) -> web.Response:
    """Keep a draft and go on to its preview."""
    return await _keep(request, None)


@routes.get("/broadcasts/{id}/edit")
async def edit_broadcast(request: web.Request) -> web.Response:
    """The form of a draft."""
    broadcast = await broadcast_in_path(request)
    if broadcast.state is not BroadcastState.DRAFT:
        raise go_to(f"/broadcasts/{broadcast.id}")
    return await _form_page(request, filled_form(draft_of(broadcast)), broadcast)


@routes.post("/broadcasts/{id}/edit")
async def change_broadcast(request: web.Request) -> web.Response:
    """Change a draft and go back to its preview."""
    return await _keep(request, await broadcast_in_path(request))


async def _keep(request: web.Request, broadcast: Broadcast | None) -> web.Response:
    form, user_id, now = await read_form(request), request[USER].id, request.app[CLOCK]()
    if form.value("action") == "use_text":
        use_text(form)
        return await _form_page(request, form, broadcast)
    async with request.app[DATABASE].read() as session:
        draft = read_draft(form, await load_choices(session, now))
    if draft is None:
        return await _form_page(request, form, broadcast)
    try:
        async with request.app[DATABASE].write() as session:
            if broadcast is None:
                kept = await create_draft(session, draft, user_id, now)
            else:
                kept = await update_draft(session, broadcast.id, draft, user_id, now)
    except CampaignRefusedError as error:
        refuse(form, error)
        return await _form_page(request, form, broadcast)
    raise go_to(f"/broadcasts/{kept.id}/preview")
