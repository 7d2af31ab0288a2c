"""A broadcast on its way: where it stands, live, and each of its deliveries."""

import asyncio

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from broadcaster.campaigns.broadcasts.drafts import draft_of
from broadcaster.campaigns.broadcasts.life import get_broadcast
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.console.broadcasts.approvals import approval_page
from broadcaster.console.broadcasts.deliveries import rows_of
from broadcaster.console.broadcasts.drafts import broadcast_in_path
from broadcaster.console.broadcasts.outlooks import Outlook, outlook_of
from broadcaster.console.broadcasts.presence import presence_of
from broadcaster.console.broadcasts.previews import moment_form
from broadcaster.console.broadcasts.standings import Progress, progress_of
from broadcaster.console.forms import Form, query_id
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, PAGES, STOPPING
from broadcaster.console.places import load_places
from broadcaster.console.rendering import go_to, page

routes = web.RouteTableDef()

PAGE_SIZE = 100


@routes.get("/broadcasts/{id}")
async def show_broadcast(request: web.Request) -> web.Response:
    """Where a broadcast stands; a draft's preview, or what its approver needs."""
    return await broadcast_page(request, await broadcast_in_path(request), Form())


async def broadcast_page(request: web.Request, broadcast: Broadcast, form: Form) -> web.Response:
    """The page of a planned broadcast, with a form that may have been refused."""
    if broadcast.state is BroadcastState.DRAFT:
        raise go_to(f"/broadcasts/{broadcast.id}/preview", done=request.query.get("done"))
    form.fill(moment_form(broadcast.scheduled_at, request.app[CLOCK]()))
    if broadcast.state is BroadcastState.TO_APPROVE:
        return await approval_page(request, broadcast, form)
    number, audience = query_id(request, "page") or 1, draft_of(broadcast).audience
    async with request.app[DATABASE].read() as session:
        progress = await progress_of(session, broadcast)
        rows = await rows_of(session, broadcast.id, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
        places = await load_places(session, audience=audience)
        presence = await presence_of(session, broadcast)
    return page(
        request,
        "broadcasts/broadcast.html",
        status=200 if form.is_valid else 400,
        broadcast=broadcast,
        audience=audience,
        places=places,
        progress=progress,
        presence=presence,
        outlook=await _outlook(request, broadcast),
        form=form,
        rows=rows[:PAGE_SIZE],
        number=number,
        has_more=len(rows) > PAGE_SIZE,
    )


async def _outlook(request: web.Request, broadcast: Broadcast) -> Outlook | None:
    """What it will do, as long as it has not begun."""
    if broadcast.state is not BroadcastState.SCHEDULED:
        return None
    at = broadcast.scheduled_at
    return await outlook_of(request, broadcast, at and max(at, request.app[CLOCK]()))


@routes.get("/broadcasts/{id}/live")
async def follow_broadcast(request: web.Request) -> web.StreamResponse:
    """Where it stands as server-sent events, each time it changes, until nothing more can."""
    broadcast_id, told = (await broadcast_in_path(request)).id, None
    async with sse_response(request) as stream:
        while stream.is_connected() and not request.app[STOPPING].is_set():
            progress = await _progress(request, broadcast_id)
            if progress != told:
                await _tell(request, stream, progress)
                told = progress
            if progress.is_over:
                await stream.send("", event="over")
                break
            await _rest(request)
    return stream


async def _progress(request: web.Request, broadcast_id: int) -> Progress:
    async with request.app[DATABASE].read() as session:
        return await progress_of(session, await get_broadcast(session, broadcast_id))


async def _tell(request: web.Request, stream: EventSourceResponse, progress: Progress) -> None:
    fragment = request.app[PAGES].text("broadcasts/_progress.html", {"progress": progress})
    await stream.send(fragment, event="progress")


async def _rest(request: web.Request) -> None:
    """Wait for the next look, or for the service to stop."""
    try:
        async with asyncio.timeout(request.app[CONFIG].live_seconds):
            await request.app[STOPPING].wait()
    except TimeoutError:
        return
