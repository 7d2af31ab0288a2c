"""Colleagues: everybody who can log in, and one's own account."""

from aiohttp import web

from broadcaster.campaigns.broadcasts.trials import set_own_number
from broadcaster.campaigns.refusals import OwnNumberRefusedError
from broadcaster.console.forms import LONGEST_NUMBER, Form, read_form
from broadcaster.console.keys import CLOCK, COOKIE, DATABASE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.team.new_accounts import read_password
from broadcaster.console.team.roles import load_role_choices
from broadcaster.console.words import national
from broadcaster.staff import accounts, logins
from broadcaster.staff.invitations import grants_in, open_invitations
from broadcaster.staff.passwords import is_password
from broadcaster.staff.roles import grants_of_each
from broadcaster.staff.second_factors import has_second_factor

routes = web.RouteTableDef()


@routes.get("/colleagues")
async def show_colleagues(request: web.Request) -> web.Response:
    """Everybody who can log in with what they may do, who is invited, and the form for one more."""
    return await colleagues_page(request, Form())


async def colleagues_page(request: web.Request, form: Form) -> web.Response:
    """The page of the team, with a form that may have been refused."""
    async with request.app[DATABASE].read() as session:
        colleagues = await accounts.list_accounts(session)
        grants = await grants_of_each(session, [one.id for one in colleagues])
        choices = await load_role_choices(session)
        invitations = await open_invitations(session, request.app[CLOCK]())
    return page(
        request,
        "team/colleagues.html",
        status=200 if form.is_valid else 400,
        colleagues=colleagues,
        roles={one: choices.in_words(grants[one].all) for one in grants},
        invitations=[(one, choices.in_words(grants_in(one))) for one in invitations],
        choices=choices,
        form=form,
    )


@routes.get("/password")
async def show_password(request: web.Request) -> web.Response:
    """One's own account: password, telephone for tests, second factor, logins."""
    return await _account_page(request, Form())


async def _account_page(request: web.Request, form: Form) -> web.Response:
    user = request[USER]
    if not form.has("number"):
        form.set("number", national(user.number or ""))
    async with request.app[DATABASE].read() as session:
        has_code = await has_second_factor(session, user.id)
        open_logins = await logins.list_logins(session, user.id, request.app[CLOCK]())
    return page(
        request,
        "team/password.html",
        status=200 if form.is_valid else 400,
        form=form,
        has_code=has_code,
        open_logins=len(open_logins),
    )


@routes.post("/password")
async def change_password(request: web.Request) -> web.Response:
    """Change one's own password; other browsers are logged out."""
    form, user = await read_form(request), request[USER]
    if not await is_password(form.password("current"), user.password_hash):
        form.refuse("current", "wrong_password")
    password_hash = await read_password(form, "password")
    if password_hash is None:
        return await _account_page(request, form)
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
        return await _account_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            if typed:
                await set_own_number(session, user.id, typed, now)
            else:
                await accounts.set_number(session, user.id, None, now)
    except OwnNumberRefusedError as error:
        form.errors["number"] = str(error)
        return await _account_page(request, form)
    raise go_to("/password", done="number_changed" if typed else "number_forgotten")
