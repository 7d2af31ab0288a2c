"""One's own logins: which browsers are logged in, and putting an end to them."""

from aiohttp import web

from broadcaster.console.keys import CLOCK, COOKIE, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.team.browsers import short_name
from broadcaster.staff import audit, logins
from broadcaster.staff.tokens import fingerprint

routes = web.RouteTableDef()


@routes.get("/sessions")
async def show_logins(request: web.Request) -> web.Response:
    """Each login: its browser, since when, last used when; this one is marked."""
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        found = await logins.list_logins(session, user.id, now)
    here = fingerprint(request.cookies[COOKIE])
    return page(request, "team/sessions.html", logins=found, here=here, name_of=short_name)


@routes.post("/sessions/{login}/end")
async def end_one(request: web.Request) -> web.Response:
    """Put an end to one of one's own logins."""
    user, now, login = request[USER], request.app[CLOCK](), request.match_info["login"]
    async with request.app[DATABASE].write() as session:
        ended = await logins.end_login(session, user.id, login.replace("\x00", ""))
        if ended:
            subject = f"staff_user {user.id}"
            await audit.record(session, user.id, "login_ended", subject, {}, now)
    raise go_to("/sessions", done="login_ended" if ended else "login_was_over")


@routes.post("/sessions/end-others")
async def end_others(request: web.Request) -> web.Response:
    """Put an end to all of one's logins but this one."""
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        await logins.log_out_everywhere_else(session, user.id, request.cookies[COOKIE])
        await audit.record(session, user.id, "logins_ended", f"staff_user {user.id}", {}, now)
    raise go_to("/sessions", done="logins_ended")
