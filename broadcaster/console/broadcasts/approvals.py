"""Approvals: what waits for a second person, letting it leave or sending it back."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.approval import approve, check_approver
from broadcaster.campaigns.broadcasts.reading import broadcast_fingerprint
from broadcaster.campaigns.broadcasts.writing import send_back
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import (
    CampaignRefusedError,
    ReadAnotherTextError,
    SecondPersonNeededError,
)
from broadcaster.console.broadcasts.drafts import broadcast_in_path
from broadcaster.console.broadcasts.outlooks import outlook_of
from broadcaster.console.broadcasts.previews import moment_form
from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.staff_names import name_of

routes = web.RouteTableDef()


async def approval_page(
    request: web.Request,
    broadcast: Broadcast,
    form: Form | None = None,
    *,
    refusal_status: int = 400,
) -> web.Response:
    """What whoever approves must see first: reach, cost, text, and when it leaves."""
    now, at = request.app[CLOCK](), broadcast.scheduled_at
    async with request.app[DATABASE].read() as session:
        # Before all else that is shown: what changes meanwhile is refused, not approved unseen.
        read = await broadcast_fingerprint(session, broadcast)
    outlook = await outlook_of(request, broadcast, at and max(at, now))
    async with request.app[DATABASE].read() as session:
        obstacle = outlook.refusal or await _obstacle(request, session, broadcast)
        author = await name_of(session, broadcast.submitted_by_id)
    form = form or moment_form(at, now)
    return page(
        request,
        "broadcasts/approval.html",
        status=200 if form.is_valid else refusal_status,
        broadcast=broadcast,
        read=read,
        outlook=outlook,
        obstacle=obstacle,
        author=author,
        form=form,
    )


async def _obstacle(
    request: web.Request, session: AsyncSession, broadcast: Broadcast
) -> str | None:
    """Why whoever looks may not approve it; None when they may."""
    try:
        await check_approver(session, broadcast, request[USER].id, request.app[CONFIG].policy)
    except SecondPersonNeededError as error:
        return str(error)
    return None


@routes.post("/broadcasts/{id}/approve")
async def approve_broadcast(request: web.Request) -> web.Response:
    """Let a broadcast leave when it is due, as it was read."""
    broadcast, form = await broadcast_in_path(request), await read_form(request)
    try:
        async with request.app[DATABASE].write() as session:
            await approve(
                session, broadcast.id, request[USER].id, request.app[CLOCK](),
                request.app[CONFIG].policy, read=form.value("read"),
            )  # fmt: skip
    except SecondPersonNeededError as error:
        form.errors["approve"] = str(error)
        return await approval_page(request, broadcast, form)
    except ReadAnotherTextError as error:
        return await _as_it_is_now(request, error)
    except CampaignRefusedError:  # somebody else was faster: the page shows where it stands
        raise go_to(f"/broadcasts/{broadcast.id}", done="nothing_to_approve") from None
    raise go_to(f"/broadcasts/{broadcast.id}", done="broadcast_approved")


async def _as_it_is_now(request: web.Request, error: ReadAnotherTextError) -> web.Response:
    broadcast = await broadcast_in_path(request)
    if broadcast.state is not BroadcastState.TO_APPROVE:
        raise go_to(f"/broadcasts/{broadcast.id}", done="nothing_to_approve")
    form = moment_form(broadcast.scheduled_at, request.app[CLOCK]())
    form.errors["approve"] = str(error)
    return await approval_page(request, broadcast, form, refusal_status=409)


@routes.post("/broadcasts/{id}/rework")
async def send_back_broadcast(request: web.Request) -> web.Response:
    """Make a planned broadcast a draft again."""
    broadcast = await broadcast_in_path(request)
    if broadcast.state is BroadcastState.DRAFT:  # a colleague was faster
        raise go_to(f"/broadcasts/{broadcast.id}/preview")
    try:
        async with request.app[DATABASE].write() as session:
            await send_back(session, broadcast.id, request[USER].id, request.app[CLOCK]())
    except CampaignRefusedError:
        raise go_to(f"/broadcasts/{broadcast.id}", done="release_began") from None
    raise go_to(f"/broadcasts/{broadcast.id}/preview", done="broadcast_sent_back")
