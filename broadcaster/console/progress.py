"""A broadcast under way: its counts, live, each delivery, and stopping it."""

import asyncio
from dataclasses import dataclass

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from broadcaster.campaigns.broadcasts import cancel, get_broadcast
from broadcaster.campaigns.drafts import draft_of
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import CannotBeCancelledError, NoSuchBroadcastError
from broadcaster.console.broadcasts import broadcast_in_path
from broadcaster.console.deliveries import rows_of
from broadcaster.console.forms import path_id, query_id
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, PAGES, STOPPING, USER
from broadcaster.console.places import load_places
from broadcaster.console.rendering import go_to, page
from broadcaster.sending.models import DeliveryState
from broadcaster.sending.progress import counts_of
from broadcaster.sending.states import TERMINAL

routes = web.RouteTableDef()

OVER = frozenset({BroadcastState.DONE, BroadcastState.CANCELLED})
"""A broadcast in one of these has no more news of its own, though receipts may still come."""

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come."""

    state: BroadcastState
    counts: dict[DeliveryState, int]

    @property
    def total(self) -> int:
        """All deliveries written so far."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Deliveries for which nothing more will be tried."""
        return sum(self.counts[state] for state in TERMINAL)

    @property
    def is_over(self) -> bool:
        """True when no number can change any more."""
        return self.state in OVER and self.settled == self.total


async def _progress(request: web.Request, broadcast_id: int) -> tuple[Broadcast, Progress]:
    async with request.app[DATABASE].read() as session:
        broadcast = await get_broadcast(session, broadcast_id)
        counts = await counts_of(session, broadcast_id)
    return broadcast, Progress(broadcast.state, counts)


@routes.get("/broadcasts/{id}")
async def show_broadcast(request: web.Request) -> web.Response:
    """The counts of a broadcast and a page of its deliveries."""
    broadcast = await broadcast_in_path(request)
    if broadcast.state is BroadcastState.DRAFT:
        raise go_to(f"/broadcasts/{broadcast.id}/preview")
    number = query_id(request, "page") or 1
    _, progress = await _progress(request, broadcast.id)
    async with request.app[DATABASE].read() as session:
        rows = await rows_of(session, broadcast.id, (number - 1) * PAGE_SIZE, PAGE_SIZE + 1)
        places = await load_places(session)
    return page(
        request,
        "broadcast.html",
        broadcast=broadcast,
        audience=draft_of(broadcast).audience,
        places=places,
        progress=progress,
        rows=rows[:PAGE_SIZE],
        number=number,
        has_more=len(rows) > PAGE_SIZE,
    )


@routes.post("/broadcasts/{id}/cancel")
async def cancel_broadcast(request: web.Request) -> web.Response:
    """Stop what has not left yet."""
    broadcast_id = path_id(request)
    try:
        async with request.app[DATABASE].write() as session:
            await cancel(session, broadcast_id, request[USER].id, request.app[CLOCK]())
    except NoSuchBroadcastError as error:
        raise web.HTTPNotFound from error
    except CannotBeCancelledError:
        raise go_to(f"/broadcasts/{broadcast_id}", done="nothing_to_cancel") from None
    raise go_to(f"/broadcasts/{broadcast_id}", done="broadcast_cancelled")


@routes.get("/broadcasts/{id}/live")
async def follow_broadcast(request: web.Request) -> web.StreamResponse:
    """The counts as server-sent events, each time they change, until nothing more can."""
    broadcast_id, told = (await broadcast_in_path(request)).id, None
    async with sse_response(request) as stream:
        while stream.is_connected() and not request.app[STOPPING].is_set():
            _, progress = await _progress(request, broadcast_id)
            if progress != told:
                await _tell(request, stream, progress)
                told = progress
            if progress.is_over:
                await stream.send("", event="over")
                break
            await _rest(request)
    return stream


async def _tell(request: web.Request, stream: EventSourceResponse, progress: Progress) -> None:
    fragment = request.app[PAGES].text("_progress.html", {"progress": progress})
    await stream.send(fragment, event="progress")


async def _rest(request: web.Request) -> None:
    """Wait for the next look, or for the service to stop."""
    try:
        async with asyncio.timeout(request.app[CONFIG].live_seconds):
            await request.app[STOPPING].wait()
    except TimeoutError:
        return
