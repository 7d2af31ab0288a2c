"""The preview of a broadcast, and planning it for now or for a date."""

from datetime import datetime, timedelta

from aiohttp import web

from broadcaster.campaigns.broadcasts.approval import submit
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.clock import PARIS
from broadcaster.console.broadcasts.drafts import broadcast_in_path
from broadcaster.console.broadcasts.outlooks import outlook_of
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.rendering import go_to, page

routes = web.RouteTableDef()


@routes.get("/broadcasts/{id}/preview")
async def show_preview(request: web.Request) -> web.Response:
    """Who gets it, what it costs, how it reads, and who cannot be reached."""
    broadcast = await broadcast_in_path(request)
    if broadcast.state is not BroadcastState.DRAFT:
        raise go_to(f"/broadcasts/{broadcast.id}")
    form = moment_form(broadcast.scheduled_at, request.app[CLOCK]())
    return await preview_page(request, broadcast, form)


def moment_form(planned: datetime | None, now: datetime) -> Form:
    """The form of a moment: the one planned before, else now, with tomorrow morning at hand."""
    if planned is not None and planned > now:
        local = planned.astimezone(PARIS)
        return Form.of({"when": "later", "day": f"{local:%Y-%m-%d}", "hour": f"{local:%H:%M}"})
    tomorrow = now.astimezone(PARIS).date() + timedelta(days=1)
    return Form.of({"when": "now", "day": tomorrow.isoformat(), "hour": "09:00"})


def read_moment(form: Form) -> datetime | None:
    """The moment the form asks for; None for now, or when something is wrong."""
    if form.choice("when", ["now", "later"]) == "later":
        return form.moment("day", "hour")
    return None


async def preview_page(request: web.Request, broadcast: Broadcast, form: Form) -> web.Response:
    """The preview with a form that may have been refused."""
    outlook = await outlook_of(request, broadcast, request.app[CLOCK]())
    return page(
        request,
        "broadcasts/preview.html",
        status=200 if form.is_valid else 400,
        broadcast=broadcast,
        outlook=outlook,
        form=form,
    )


@routes.post("/broadcasts/{id}/schedule")
async def plan_broadcast(request: web.Request) -> web.Response:
    """Plan a draft for now or for the date given."""
    broadcast_id, form = path_id(request), await read_form(request)
    at = read_moment(form)
    if form.is_valid:
        await _try_to_plan(request, broadcast_id, at, form)
    broadcast = await broadcast_in_path(request)
    if not form.is_valid and broadcast.state is BroadcastState.DRAFT:
        return await preview_page(request, broadcast, form)
    raise go_to(f"/broadcasts/{broadcast_id}", done=_done(form, broadcast))


def _done(form: Form, broadcast: Broadcast) -> str:
    if not form.is_valid:  # somebody else planned it meanwhile
        return "already_planned"
    is_waiting = broadcast.state is BroadcastState.TO_APPROVE
    return "broadcast_submitted" if is_waiting else "broadcast_scheduled"


async def _try_to_plan(
    request: web.Request, broadcast_id: int, at: datetime | None, form: Form
) -> None:
    try:
        async with request.app[DATABASE].write() as session:
            await submit(
                session, broadcast_id, at, request[USER].id, request.app[CLOCK](),
                request.app[CONFIG].policy,
            )  # fmt: skip
    except CampaignRefusedError as error:
        form.errors["when"] = str(error)
