"""The way in: the first account, logging in, logging out."""

from aiohttp import web
from yarl import URL

from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, COOKIE, DATABASE, ROOT, THROTTLE, USER
from broadcaster.console.rendering import page, problem
from broadcaster.console.team.coming_in import ask_for_code, come_in
from broadcaster.console.team.new_accounts import read_account
from broadcaster.requests import client_address
from broadcaster.staff import accounts, audit, logins
from broadcaster.staff.models import StaffUser
from broadcaster.staff.passwords import is_password
from broadcaster.staff.second_factors import has_second_factor

routes = web.RouteTableDef()

HOME = f"{ROOT}/"


def login_page_for(request: web.Request) -> web.HTTPSeeOther:
    """The redirection to the login page, which leads back to the page that was asked for."""
    login = URL(f"{ROOT}/login")
    if request.method == "GET" and request.path != HOME:
        login = login.with_query(next=request.path_qs)
    return web.HTTPSeeOther(login)


@routes.get("/login", name="login")
async def show_login(request: web.Request) -> web.Response:
    """The login page."""
    return page(request, "team/login.html", form=Form.of({"next": request.query.get("next", "")}))


@routes.post("/login", name="login")
async def log_in(request: web.Request) -> web.Response:
    """Log in, or say the same for a wrong e-mail as for a wrong password."""
    form = await read_form(request)
    email, password = form.text("email", most=200), form.password("password")
    if not form.is_valid:
        return page(request, "team/login.html", status=400, form=form)
    try:
        user = await _authenticate(request, accounts.normal_email(email), password)
    except logins.TooManyAttemptsError:
        form.refuse("email", "throttled")
        return page(request, "team/login.html", status=429, form=form)
    if user is None:
        form.refuse("email", "wrong_login")
        return page(request, "team/login.html", status=400, form=form)
    async with request.app[DATABASE].read() as session:
        asks_code = await has_second_factor(session, user.id)
    go_on = ask_for_code if asks_code else come_in
    return await go_on(request, user, form.value("next"))


async def _authenticate(request: web.Request, email: str, password: str) -> StaffUser | None:
    throttle, now = request.app[THROTTLE], request.app[CLOCK]()
    address = client_address(request)
    throttle.check(email, address, now)
    # Counted before the password is looked at, or many attempts at once would all get through.
    throttle.failed(email, address, now)
    async with request.app[DATABASE].read() as session:
        user = await accounts.find_by_email(session, email)
    if user is not None and user.disabled_at is not None:
        user = None  # the same work and the same answer as for nobody
    if await is_password(password, user.password_hash if user else None):
        throttle.succeeded(email, address)
        return user
    return None


@routes.post("/logout", name="logout")
async def log_out(request: web.Request) -> web.Response:
    """Put an end to the login."""
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        await logins.log_out(session, request.cookies[COOKIE])
        await audit.record(session, user.id, "logged_out", f"staff_user {user.id}", {}, now)
    response = web.Response(status=303, headers={"Location": f"{ROOT}/login?done=logged_out"})
    response.del_cookie(COOKIE, path=ROOT)
    return response


@routes.get("/setup/{token}", name="setup")
async def show_setup(request: web.Request) -> web.Response:
    """The page of the one-time link, by which the first account is made."""
    async with request.app[DATABASE].read() as session:
        usable = await accounts.is_setup_link(session, request.match_info["token"])
    if not usable:
        return problem(request, 410, "spent_link")
    return page(request, "team/setup.html", form=Form())


@routes.post("/setup/{token}", name="setup")
async def set_up(request: web.Request) -> web.Response:
    """Make the first account and log it in."""
    token, form = request.match_info["token"], await read_form(request)
    async with request.app[DATABASE].read() as session:
        usable = await accounts.is_setup_link(session, token)
    if not usable:  # looked up first: hashing is for who holds a good link
        return problem(request, 410, "spent_link")
    account = await read_account(form)
    if account is None:
        return page(request, "team/setup.html", status=400, form=form)
    try:
        async with request.app[DATABASE].write() as session:
            user = await accounts.create_first_account(
                session, token, account, request.app[CLOCK]()
            )
    except accounts.SetupLinkRefusedError:
        return problem(request, 410, "spent_link")
    return await come_in(request, user, HOME)
