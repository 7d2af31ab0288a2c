"""What staff do with a broadcast on its way: pause, resume, let through, move, copy, cancel."""

from typing import Final

from aiohttp import web

from broadcaster.campaigns.broadcasts import control
from broadcaster.campaigns.broadcasts.approval import reschedule
from broadcaster.campaigns.broadcasts.control import LONGEST_REASON, override_hold
from broadcaster.campaigns.broadcasts.writing import duplicate
from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    CannotBeCancelledError,
    CannotBePausedError,
    NoReasonError,
    NotADraftError,
    NothingHeldError,
)
from broadcaster.console.broadcasts.drafts import broadcast_in_path
from broadcaster.console.broadcasts.previews import read_moment
from broadcaster.console.broadcasts.progress import broadcast_page
from broadcaster.console.forms import read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_to
from broadcaster.sending.models import HoldReason

routes = web.RouteTableDef()

ANY_HOUR: Final = HoldReason.QUIET_HOURS.value
BEYOND_LIMIT: Final = HoldReason.DAILY_LIMIT.value


@routes.post("/broadcasts/{id}/pause")
async def pause_broadcast(request: web.Request) -> web.Response:
    """Hold what has not left."""
    broadcast = await broadcast_in_path(request)
    try:
        async with request.app[DATABASE].write() as session:
            await control.pause(session, broadcast.id, request[USER].id, request.app[CLOCK]())
    except CannotBePausedError:
        raise go_to(f"/broadcasts/{broadcast.id}", done="cannot_pause") from None
    raise go_to(f"/broadcasts/{broadcast.id}", done="broadcast_paused")


@routes.post("/broadcasts/{id}/resume")
async def resume_broadcast(request: web.Request) -> web.Response:
    """Let go on what was paused."""
    broadcast = await broadcast_in_path(request)
    try:
        async with request.app[DATABASE].write() as session:
            await control.resume(session, broadcast.id, request[USER].id, request.app[CLOCK]())
    except CannotBePausedError:
        raise go_to(f"/broadcasts/{broadcast.id}", done="cannot_resume") from None
    raise go_to(f"/broadcasts/{broadcast.id}", done="broadcast_resumed")


@routes.post("/broadcasts/{id}/override")
async def let_through(request: web.Request) -> web.Response:
    """Send now what the hours or the limit of a day hold, for a reason that is kept."""
    broadcast, form = await broadcast_in_path(request), await read_form(request)
    holds = set(form.chosen("hold"))
    reason = form.text("reason", most=LONGEST_REASON)
    if not holds or not holds <= {ANY_HOUR, BEYOND_LIMIT}:
        form.refuse("hold", "hold")
    if not form.is_valid:
        return await broadcast_page(request, broadcast, form)
    try:
        async with request.app[DATABASE].write() as session:
            await override_hold(
                session, broadcast.id, reason, request[USER].id, request.app[CLOCK](),
                any_hour=ANY_HOUR in holds, beyond_daily_limit=BEYOND_LIMIT in holds,
            )  # fmt: skip
    except (NoReasonError, NothingHeldError) as error:
        form.errors["reason"] = str(error)
        return await broadcast_page(request, broadcast, form)
    raise go_to(f"/broadcasts/{broadcast.id}", done="broadcast_let_through")


@routes.post("/broadcasts/{id}/reschedule")
async def move_broadcast(request: web.Request) -> web.Response:
    """Another moment for a broadcast that has not begun."""
    broadcast, form = await broadcast_in_path(request), await read_form(request)
    at = read_moment(form)
    if form.is_valid:
        try:
            async with request.app[DATABASE].write() as session:
                user_id, now = request[USER].id, request.app[CLOCK]()
                await reschedule(session, broadcast.id, at, user_id, now)
        except NotADraftError:
            raise go_to(f"/broadcasts/{broadcast.id}", done="release_began") from None
        except CampaignRefusedError as error:
            form.errors["when"] = str(error)
    if not form.is_valid:
        return await broadcast_page(request, broadcast, form)
    raise go_to(f"/broadcasts/{broadcast.id}", done="broadcast_moved")


@routes.post("/broadcasts/{id}/duplicate")
async def copy_broadcast(request: web.Request) -> web.Response:
    """A new draft with the same text and audience, opened for writing."""
    broadcast = await broadcast_in_path(request)
    try:
        async with request.app[DATABASE].write() as session:
            user_id, now = request[USER].id, request.app[CLOCK]()
            copy = await duplicate(session, broadcast.id, user_id, now)
    except CampaignRefusedError:  # its milestone is gone, say: it cannot be sent any more
        raise go_to(f"/broadcasts/{broadcast.id}", done="cannot_copy") from None
    raise go_to(f"/broadcasts/{copy.id}/edit", done="broadcast_copied")


@routes.post("/broadcasts/{id}/cancel")
async def cancel_broadcast(request: web.Request) -> web.Response:
    """Stop for good what has not left yet."""
    broadcast = await broadcast_in_path(request)
    try:
        async with request.app[DATABASE].write() as session:
            await control.cancel(session, broadcast.id, request[USER].id, request.app[CLOCK]())
    except CannotBeCancelledError:
        raise go_to(f"/broadcasts/{broadcast.id}", done="nothing_to_cancel") from None
    raise go_to(f"/broadcasts/{broadcast.id}", done="broadcast_cancelled")
