"""The code of a second factor, asked for after the password."""

from aiohttp import web

from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, COOKIE, DATABASE, ROOT, THROTTLE
from broadcaster.console.rendering import page
from broadcaster.console.team.coming_in import come_in
from broadcaster.staff import audit, logins, second_factors
from broadcaster.staff.models import StaffUser

routes = web.RouteTableDef()

LONGEST_CODE = 40
"""Characters of a code as people type it, spaces and hyphens included."""


@routes.get("/login/code")
async def show_code(request: web.Request) -> web.Response:
    """The page of the code."""
    await _who_waits(request)
    return page(request, "team/code.html", form=Form.of({"next": request.query.get("next", "")}))


async def _who_waits(request: web.Request) -> StaffUser:
    """Whose password was right a moment ago; else back to the login."""
    token, user = request.cookies.get(COOKIE), None
    if token is not None:
        async with request.app[DATABASE].read() as session:
            user = await logins.user_of(session, token, request.app[CLOCK](), awaits_code=True)
    if user is None:
        raise web.HTTPSeeOther(f"{ROOT}/login")
    return user


@routes.post("/login/code")
async def check_code(request: web.Request) -> web.Response:
    """Come in with a code of the authenticator, or with a recovery code."""
    user, form = await _who_waits(request), await read_form(request)
    code = form.text("code", most=LONGEST_CODE)
    if not form.is_valid:
        return page(request, "team/code.html", status=400, form=form)
    try:
        is_right = await is_right_code(request, user, code)
    except logins.TooManyAttemptsError:
        form.refuse("code", "throttled")
        return page(request, "team/code.html", status=429, form=form)
    if not is_right:
        form.refuse("code", "wrong_code")
        return page(request, "team/code.html", status=400, form=form)
    async with request.app[DATABASE].write() as session:
        await logins.log_out(session, request.cookies[COOKIE])
    return await come_in(request, user, form.value("next"))


async def is_right_code(request: web.Request, user: StaffUser, code: str) -> bool:
    """True when a code is accepted, which spends it; raise TooManyAttemptsError.

    Codes are short: the tries of an account are counted, wherever they come from.
    """
    throttle, now, key = request.app[THROTTLE], request.app[CLOCK](), f"code of {user.id}"
    throttle.check(key, "", now)
    throttle.failed(key, "", now)
    async with request.app[DATABASE].write() as session:
        before = await second_factors.count_recovery_codes(session, user.id)
        accepted = await second_factors.accept(session, user.id, code, now)
        left = await second_factors.count_recovery_codes(session, user.id)
        if left < before:
            subject, detail = f"staff_user {user.id}", {"left": left}
            await audit.record(session, user.id, "recovery_code_used", subject, detail, now)
    if accepted:
        throttle.succeeded(key, "")
    return accepted
