"""A forgotten password: asking for a link, and choosing another by it.

The page of whoever asks says the same, after the same work, whether the address has an account or
not (OWASP, "Forgot Password Cheat Sheet"): the account is looked up after the answer has left.
"""

from aiohttp import web

from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, DATABASE, ERRANDS, MAILER, THROTTLE
from broadcaster.console.rendering import go_to, page, problem
from broadcaster.console.team.letters import address_of, mail
from broadcaster.console.team.new_accounts import read_password
from broadcaster.requests import client_address
from broadcaster.staff import resets
from broadcaster.staff.accounts import find_by_email, normal_email
from broadcaster.staff.logins import TooManyAttemptsError
from broadcaster.staff.models import StaffUser

routes = web.RouteTableDef()


@routes.get("/forgotten")
async def show_forgotten(request: web.Request) -> web.Response:
    """The page of whoever forgot their password."""
    return _forgotten_page(request, Form())


def _forgotten_page(
    request: web.Request, form: Form, status: int | None = None, *, asked: bool = False
) -> web.Response:
    mails = request.app[MAILER] is not None
    code = status or (200 if form.is_valid else 400)
    return page(request, "team/forgotten.html", status=code, form=form, mails=mails, asked=asked)


@routes.post("/forgotten")
async def ask_for_link(request: web.Request) -> web.Response:
    """Mail a link to the account of an address, if there is one; say the same if there is none."""
    form, now = await read_form(request), request.app[CLOCK]()
    email = normal_email(form.email("email"))
    if not form.is_valid:
        return _forgotten_page(request, form)
    throttle, address = request.app[THROTTLE], client_address(request)
    try:
        throttle.check("forgotten", address, now)
    except TooManyAttemptsError:
        form.refuse("email", "throttled")
        return _forgotten_page(request, form, 429)
    throttle.failed("forgotten", address, now)
    request.app[ERRANDS].run(_mail_link(request, email))
    return _forgotten_page(request, form, asked=True)


async def _mail_link(request: web.Request, email: str) -> None:
    """Make and mail a link; nothing without an account, or without a mail server."""
    if request.app[MAILER] is None:
        return
    async with request.app[DATABASE].write() as session:
        user = await find_by_email(session, email)
        if user is None or user.disabled_at is not None:
            return
        token = await resets.make_link(session, user.id, resets.MAILED, request.app[CLOCK]())
    link = address_of(request, f"/reset/{token}")
    await mail(request, user.email, "reset", name=user.name, link=link)


@routes.get("/reset/{token}")
async def show_reset(request: web.Request) -> web.Response:
    """The page by which a new password is chosen."""
    user = await _in_path(request)
    if user is None:
        return problem(request, 410, "spent_reset")
    return page(request, "team/reset.html", owner=user, form=Form())


async def _in_path(request: web.Request) -> StaffUser | None:
    token, now = request.match_info["token"], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        return await resets.user_of_link(session, token, now)


@routes.post("/reset/{token}")
async def choose_password(request: web.Request) -> web.Response:
    """Take the new password; every login of the account ends, and the new one is asked for."""
    user, form = await _in_path(request), await read_form(request)
    if user is None:  # looked up first: hashing is for who holds a good link
        return problem(request, 410, "spent_reset")
    password_hash = await read_password(form, "password")
    if password_hash is None:
        return page(request, "team/reset.html", status=400, owner=user, form=form)
    token, now = request.match_info["token"], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            await resets.reset(session, token, password_hash, now)
    except resets.ResetSpentError:
        return problem(request, 410, "spent_reset")
    raise go_to("/login", done="password_reset")
