"""A number that was wrong: corrected, and the message sent again to that household alone."""

from aiohttp import web

from broadcaster.campaigns.broadcasts.resending import Correction, resend
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.console.broadcasts.deliveries import delivery_page
from broadcaster.console.forms import LONGEST_NUMBER, Form, read_form
from broadcaster.console.keys import CLOCK, DATABASE, OUTLET, USER
from broadcaster.console.rendering import go_to

routes = web.RouteTableDef()


@routes.post("/deliveries/{id}/resend")
async def resend_delivery(request: web.Request) -> web.Response:
    """Correct the number and promise the message to it; refused, the page says why."""
    form = await read_form(request)
    number = form.text("number", most=LONGEST_NUMBER)
    if form.is_valid:
        await _try_to_resend(request, number, form)
    return await delivery_page(request, form)


async def _try_to_resend(request: web.Request, number: str, form: Form) -> None:
    """Go to the new message; or note beside the field why there is none."""
    correction, now = Correction(request.match_info["id"], number), request.app[CLOCK]()
    if "\x00" in correction.delivery_id:
        raise web.HTTPNotFound
    try:
        async with request.app[DATABASE].write() as session:
            again = await resend(session, correction, request[USER].id, now)
            await request.app[OUTLET].engine.submit(session, again.lane, [again.id])
    except CampaignRefusedError as error:
        form.errors["number"] = str(error)
        return
    raise go_to(f"/deliveries/{again.id}", done="broadcast_resent")
