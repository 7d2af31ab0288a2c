"""Alerts: what staff must know now, at the top of every page until somebody has seen to it."""

from aiohttp import web

from broadcaster.console.forms import path_id, read_form
from broadcaster.console.keys import ALERTS, CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_back
from broadcaster.staff import audit
from broadcaster.staff.alerts import see
from broadcaster.staff.models import Alert

routes = web.RouteTableDef()


@routes.post("/alerts/{id}/seen")
async def see_alert(request: web.Request) -> web.Response:
    """Take an alert off every page: somebody has seen to it."""
    alert_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    back = (await read_form(request)).value("from")
    shown = next((one for one in request[ALERTS] if one.id == alert_id), None)
    async with request.app[DATABASE].write() as session:
        if await session.get(Alert, alert_id) is None:
            raise web.HTTPNotFound
        if shown is None or not await see(session, alert_id, user.id, now):
            raise go_back(back, done="alert_was_seen")
        detail = {"sentence": shown.sentence}
        await audit.record(session, user.id, "alert_seen", shown.subject, detail, now)
    raise go_back(back, done="alert_seen")
