"""The preview of a broadcast, and planning it for now or for a date."""

from datetime import datetime, timedelta

from aiohttp import web

from broadcaster.campaigns.broadcasts import schedule
from broadcaster.campaigns.drafts import draft_of
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.preview import preview
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.clock import PARIS
from broadcaster.console.broadcasts import broadcast_in_path
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.places import load_places
from broadcaster.console.rendering import go_to, page

routes = web.RouteTableDef()


@routes.get("/broadcasts/{id}/preview")
async def show_preview(request: web.Request) -> web.Response:
    """Who gets it, what it costs, how it reads, and who cannot be reached."""
    broadcast = await broadcast_in_path(request)
    if broadcast.state is not BroadcastState.DRAFT:
        raise go_to(f"/broadcasts/{broadcast.id}")
    return await _preview_page(request, broadcast, _tomorrow_morning(request.app[CLOCK]()))


def _tomorrow_morning(now: datetime) -> Form:
    tomorrow = now.astimezone(PARIS).date() + timedelta(days=1)
    return Form.of({"when": "now", "day": tomorrow.isoformat(), "hour": "09:00"})


async def _preview_page(request: web.Request, broadcast: Broadcast, form: Form) -> web.Response:
    draft, seen = draft_of(broadcast), None
    async with request.app[DATABASE].read() as session:
        try:
            seen = await preview(session, draft, request.app[CLOCK]())
        except CampaignRefusedError as error:  # the works may have changed since it was written
            form.errors.setdefault("when", str(error))
        about = [seen.milestone] if seen and seen.milestone else []
        places = await load_places(session, about)
    return page(
        request,
        "preview.html",
        status=200 if form.is_valid else 400,
        broadcast=broadcast,
        audience=draft.audience,
        preview=seen,
        places=places,
        form=form,
    )


@routes.post("/broadcasts/{id}/schedule")
async def plan_broadcast(request: web.Request) -> web.Response:
    """Plan a draft for now or for the date given."""
    broadcast_id, form = path_id(request), await read_form(request)
    at = None
    if form.choice("when", ["now", "later"]) == "later":
        at = form.moment("day", "hour")
    if form.is_valid:
        await _try_to_plan(request, broadcast_id, at, form)
    if form.is_valid:
        raise go_to(f"/broadcasts/{broadcast_id}", done="broadcast_scheduled")
    broadcast = await broadcast_in_path(request)
    if broadcast.state is not BroadcastState.DRAFT:
        raise go_to(f"/broadcasts/{broadcast_id}")
    return await _preview_page(request, broadcast, form)


async def _try_to_plan(
    request: web.Request, broadcast_id: int, at: datetime | None, form: Form
) -> None:
    try:
        async with request.app[DATABASE].write() as session:
            await schedule(session, broadcast_id, at, request[USER].id, request.app[CLOCK]())
    except CampaignRefusedError as error:
        form.errors["when"] = str(error)
