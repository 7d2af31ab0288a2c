"""One's own second factor: set up, confirmed, given new recovery codes, removed."""

import io

import segno
from aiohttp import web

from broadcaster.console.forms import Form, read_form
from broadcaster.console.keys import CLOCK, DATABASE, THROTTLE, USER
from broadcaster.console.rendering import go_to, page
from broadcaster.console.team.codes import LONGEST_CODE
from broadcaster.staff import audit, second_factors
from broadcaster.staff.logins import TooManyAttemptsError
from broadcaster.staff.passwords import is_password

routes = web.RouteTableDef()

DOT = 5
"""Pixels of a dot of the QR code, as it comes."""


@routes.get("/second-factor")
async def show_factor(request: web.Request) -> web.Response:
    """Whether a code is asked for, and how to begin or end."""
    return await _factor_page(request, Form())


async def _factor_page(request: web.Request, form: Form) -> web.Response:
    user = request[USER]
    async with request.app[DATABASE].read() as session:
        has_code = await second_factors.has_second_factor(session, user.id)
        left = await second_factors.count_recovery_codes(session, user.id)
    status = 200 if form.is_valid else 400
    return page(
        request, "team/second_factor.html", status=status, has_code=has_code, left=left, form=form
    )


async def _read_password(request: web.Request) -> Form:
    """A form with one's own password: an open browser alone must not change this."""
    form, user, now = await read_form(request), request[USER], request.app[CLOCK]()
    throttle, key = request.app[THROTTLE], f"password of {user.id}"
    try:
        throttle.check(key, "", now)
    except TooManyAttemptsError:
        form.refuse("current", "throttled")
        return form
    throttle.failed(key, "", now)
    if await is_password(form.password("current"), user.password_hash):
        throttle.succeeded(key, "")
    else:
        form.refuse("current", "wrong_password")
    return form


@routes.post("/second-factor/start")
async def start_factor(request: web.Request) -> web.Response:
    """Draw a secret and go on to the QR code."""
    form = await _read_password(request)
    if not form.is_valid:
        return await _factor_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            await second_factors.start(session, request[USER].id, request.app[CLOCK]())
    except second_factors.HasSecondFactorError:
        raise go_to("/second-factor", done="second_factor_was_set") from None
    raise go_to("/second-factor/setup")


@routes.get("/second-factor/setup")
async def show_setup(request: web.Request) -> web.Response:
    """The QR code, the same in letters, and the field for a first code."""
    return await _setup_page(request, Form())


async def _setup_page(request: web.Request, form: Form) -> web.Response:
    secret = await _secret(request)
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    status = 200 if form.is_valid else 400
    address = second_factors.address_of(secret, request[USER].email)
    return page(
        request,
        "team/second_factor_setup.html",
        status=status,
        letters=letters,
        address=address,
        form=form,
    )


async def _secret(request: web.Request) -> str:
    async with request.app[DATABASE].read() as session:
        secret = await second_factors.secret_to_confirm(session, request[USER].id)
    if secret is None:
        raise go_to("/second-factor")
    return secret


@routes.get("/second-factor/qr.svg")
async def give_qr(request: web.Request) -> web.Response:
    """The QR code that an authenticator reads, as a picture of its own."""
    address = second_factors.address_of(await _secret(request), request[USER].email)
    picture = io.BytesIO()
    # A white ground, also in the dark: readers need dark on light (ISO/IEC 18004).
    segno.make(address, micro=False).save(picture, kind="svg", scale=DOT, light="#fff")
    return web.Response(body=picture.getvalue(), content_type="image/svg+xml")


@routes.post("/second-factor/confirm")
async def confirm_factor(request: web.Request) -> web.Response:
    """Ask for a code from now on, once the first one is right; show the recovery codes."""
    form, user, now = await read_form(request), request[USER], request.app[CLOCK]()
    code = form.text("code", most=LONGEST_CODE)
    if not form.is_valid:
        return await _setup_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            codes = await second_factors.confirm(session, user.id, code, now)
            subject = f"staff_user {user.id}"
            await audit.record(session, user.id, "second_factor_set", subject, {}, now)
    except second_factors.WrongCodeError:
        form.refuse("code", "wrong_code")
        return await _setup_page(request, form)
    return page(request, "team/recovery_codes.html", codes=codes, is_new=True)


@routes.post("/second-factor/recovery-codes")
async def make_codes(request: web.Request) -> web.Response:
    """Ten new recovery codes; the old ones are void."""
    form, user, now = await _read_password(request), request[USER], request.app[CLOCK]()
    if not form.is_valid:
        return await _factor_page(request, form)
    async with request.app[DATABASE].write() as session:
        if not await second_factors.has_second_factor(session, user.id):
            raise go_to("/second-factor")
        codes = await second_factors.new_recovery_codes(session, user.id)
        subject = f"staff_user {user.id}"
        await audit.record(session, user.id, "recovery_codes_made", subject, {}, now)
    return page(request, "team/recovery_codes.html", codes=codes, is_new=False)


@routes.post("/second-factor/remove")
async def remove_factor(request: web.Request) -> web.Response:
    """Ask for no code any more."""
    form, user, now = await _read_password(request), request[USER], request.app[CLOCK]()
    if not form.is_valid:
        return await _factor_page(request, form)
    async with request.app[DATABASE].write() as session:
        if await second_factors.remove(session, user.id):
            subject = f"staff_user {user.id}"
            await audit.record(session, user.id, "second_factor_removed", subject, {}, now)
    raise go_to("/second-factor", done="second_factor_removed")
