"""Colleagues: who can log in, a new account, one's own password."""

from aiohttp import web

from broadcaster.campaigns.broadcasts.trials import set_own_number
from broadcaster.campaigns.refusals import OwnNumberRefusedError
from broadcaster.console.forms import LONGEST_NUMBER, Form, read_form
from broadcaster.console.keys import CLOCK, COOKIE, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.team.new_accounts import read_account, read_password
from broadcaster.console.words import national
from broadcaster.staff import accounts, logins
from broadcaster.staff.passwords import is_password

routes = web.RouteTableDef()


@routes.get("/colleagues")
async def show_colleagues(request: web.Request) -> web.Response:
    """Everybody who can log in, and the form for one more."""
    return await _colleagues_page(request, Form())


async def _colleagues_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        colleagues = await accounts.list_accounts(session)
    status = 200 if form.is_valid else 400
    return page(request, "team/colleagues.html", status=status, colleagues=colleagues, form=form)


@routes.post("/colleagues")
async def add_colleague(request: web.Request) -> web.Response:
    """Make an account for a colleague."""
    form = await read_form(request)
    account = await read_account(form)
    if account is None:
        return await _colleagues_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            await accounts.create_account(session, account, request[USER], request.app[CLOCK]())
    except accounts.EmailTakenError:
        form.refuse("email", "email_taken")
        return await _colleagues_page(request, form)
    raise go_to("/colleagues", done="account_created")


@routes.get("/password")
async def show_password(request: web.Request) -> web.Response:
    """One's own account: the password, and the telephone tests go to."""
    return _account_page(request, Form())


def _account_page(request: web.Request, form: Form) -> web.Response:
    if not form.has("number"):
        form.set("number", national(request[USER].number or ""))
    return page(request, "team/password.html", status=200 if form.is_valid else 400, form=form)


@routes.post("/password")
async def change_password(request: web.Request) -> web.Response:
    """Change one's own password; other browsers are logged out."""
    form, user = await read_form(request), request[USER]
    if not await is_password(form.password("current"), user.password_hash):
        form.refuse("current", "wrong_password")
    password_hash = await read_password(form, "password")
    if password_hash is None:
        return _account_page(request, form)
    async with request.app[DATABASE].write() as session:
        await accounts.change_password(session, user.id, password_hash, request.app[CLOCK]())
        await logins.log_out_everywhere_else(session, user.id, request.cookies[COOKIE])
    raise go_to("/password", done="password_changed")


@routes.post("/number")
async def change_number(request: web.Request) -> web.Response:
    """Keep the mobile to which one's own tests go; an empty field forgets it."""
    form, user, now = await read_form(request), request[USER], request.app[CLOCK]()
    typed = form.text("number", most=LONGEST_NUMBER, required=False)
    if not form.is_valid:
        return _account_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            if typed:
                await set_own_number(session, user.id, typed, now)
            else:
                await accounts.set_number(session, user.id, None, now)
    except OwnNumberRefusedError as error:
        form.errors["number"] = str(error)
        return _account_page(request, form)
    raise go_to("/password", done="number_changed" if typed else "number_forgotten")
