"""Trials: a broadcast sent to the writer's own telephone before it leaves."""

from aiohttp import web

from broadcaster.campaigns.audience.recipients import FRENCH
from broadcaster.campaigns.broadcasts.drafts import draft_of
from broadcaster.campaigns.broadcasts.life import EDITABLE
from broadcaster.campaigns.broadcasts.trials import send_test
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.console.broadcasts.drafts import broadcast_in_path
from broadcaster.console.broadcasts.previews import moment_form, preview_page
from broadcaster.console.broadcasts.progress import broadcast_page
from broadcaster.console.forms import LONGEST_NUMBER, Form, read_form
from broadcaster.console.keys import CLOCK, DATABASE, OUTLET, USER
from broadcaster.console.rendering import go_to

routes = web.RouteTableDef()


@routes.post("/broadcasts/{id}/test")
async def try_broadcast(request: web.Request) -> web.Response:
    """Send a broadcast to whoever asks, as one of its households would read it."""
    broadcast, form = await broadcast_in_path(request), await read_form(request)
    if broadcast.state not in EDITABLE:
        raise go_to(f"/broadcasts/{broadcast.id}", done="release_began")
    draft = draft_of(broadcast)
    number = form.text("number", most=LONGEST_NUMBER, required=False)
    language = form.value("test_language") or FRENCH
    if language not in {FRENCH, *draft.clean_versions}:
        form.refuse("test_language" if draft.clean_versions else "number", "choice")
    if not form.is_valid:
        return await _refused(request, broadcast, form)
    try:
        async with request.app[DATABASE].write() as session:
            await send_test(
                session, request.app[OUTLET], draft, user_id=request[USER].id,
                now=request.app[CLOCK](), number=number, language=language,
                broadcast_id=broadcast.id,
            )  # fmt: skip
    except CampaignRefusedError as error:
        form.errors["number"] = str(error)
        return await _refused(request, broadcast, form)
    raise go_to(f"/broadcasts/{broadcast.id}", done="test_sent")


async def _refused(request: web.Request, broadcast: Broadcast, form: Form) -> web.Response:
    if broadcast.state is not BroadcastState.DRAFT:
        return await broadcast_page(request, broadcast, form)
    form.fill(moment_form(broadcast.scheduled_at, request.app[CLOCK]()))
    return await preview_page(request, broadcast, form)
