"""Coming in: the login that follows a right password, and a right code where one is asked for."""

from datetime import timedelta

from aiohttp import web
from yarl import URL

from broadcaster.console.keys import CLOCK, CONFIG, COOKIE, DATABASE, ROOT
from broadcaster.console.rendering import own_address
from broadcaster.staff import audit, logins
from broadcaster.staff.models import StaffUser


async def come_in(request: web.Request, user: StaffUser, next_page: str) -> web.Response:
    """Open a login and go on to the page that was asked for."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        token = await logins.log_in(session, user.id, now, browser=browser_of(request))
        await audit.record(session, user.id, "logged_in", f"staff_user {user.id}", {}, now)
    return _with_login(request, token, own_address(next_page), logins.LIFETIME)


async def ask_for_code(request: web.Request, user: StaffUser, next_page: str) -> web.Response:
    """Open a login that leads to the page of the code, and no further."""
    async with request.app[DATABASE].write() as session:
        token = await logins.log_in(session, user.id, request.app[CLOCK](), awaits_code=True)
    page = URL(f"{ROOT}/login/code").with_query(next=own_address(next_page))
    return _with_login(request, token, str(page), logins.CODE_WITHIN)


def browser_of(request: web.Request) -> str:
    """How a browser calls itself."""
    return request.headers.get("User-Agent", "")


def _with_login(request: web.Request, token: str, address: str, life: timedelta) -> web.Response:
    response = web.Response(status=303, headers={"Location": address})
    response.set_cookie(
        COOKIE,
        token,
        path=ROOT,
        max_age=int(life.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.app[CONFIG].is_https,
    )
    return response
