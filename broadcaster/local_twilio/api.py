"""Twilio's REST API for messages: create, fetch, list (2010-04-01)."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import encode_basic_auth, web
from aiohttp.typedefs import Handler

from broadcaster.local_twilio import refusals
from broadcaster.local_twilio.desk import DESK, Desk
from broadcaster.local_twilio.faults import FaultDesk
from broadcaster.local_twilio.listing import BadListingError, listing, wanted
from broadcaster.local_twilio.messages import API_VERSION, LONGEST_VALIDITY, Message, resource
from broadcaster.local_twilio.numbers import E164, SENDER
from broadcaster.local_twilio.refusals import Refusal
from broadcaster.requests import form_fields

MAX_BODY = 1600

routes = web.RouteTableDef()
PREFIX = f"/{API_VERSION}"
ACCOUNT = PREFIX + "/Accounts/{account}"


@web.middleware
async def twilio_shape(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer whatever the API does not know, and wrong credentials, as Twilio would."""
    if not request.path.startswith(PREFIX):
        return await handler(request)
    if not _may_enter(request):
        return refusals.BAD_CREDENTIALS.response()
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed:
        return refusals.NO_SUCH_METHOD.response()
    except web.HTTPNotFound:
        return refusals.NOT_FOUND.response()
    except web.HTTPBadRequest:
        return refusals.BAD_PARAMETER.response()


def _may_enter(request: web.Request) -> bool:
    config = request.app[DESK].config
    expected = encode_basic_auth(config.account_sid, config.auth_token)
    given = request.headers.get("Authorization", "")
    is_known = secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode())
    return is_known and request.match_info.get("account") in (None, config.account_sid)


@routes.post(ACCOUNT + "/Messages.json")
async def create(request: web.Request) -> web.Response:
    """Accept a message, unless it is refused or a fault says otherwise."""
    desk = request.app[DESK]
    if desk.faults.take("throttle"):
        return refusals.TOO_MANY_REQUESTS.response()
    if desk.faults.take("error_before_accept"):
        return refusals.SERVER_ERROR.response()
    form = await form_fields(request)
    refusal = _refusal(form, desk.faults)
    if refusal is not None:
        return refusal.response()
    message = desk.accept(
        sender=form["From"],
        to=form["To"],
        body=form["Body"],
        status_callback=form.get("StatusCallback") or None,
        validity_period=int(form["ValidityPeriod"]) if "ValidityPeriod" in form else None,
    )
    return await _answer(request, desk, message)


async def _answer(request: web.Request, desk: Desk, message: Message) -> web.Response:
    """The answer to a message that is kept, spoilt by the faults that come after acceptance."""
    await desk.be_slow()
    if desk.faults.take("error_after_accept"):
        return refusals.SERVER_ERROR.response()
    is_mute = desk.faults.take("timeout_after_accept")
    if is_mute:
        await desk.be_silent(request)
    if (is_mute or desk.faults.take("disconnect_after_accept")) and request.transport is not None:
        request.transport.abort()
    return web.json_response(resource(message, desk.config.account_sid), status=201)


def _refusal(form: Mapping[str, str], faults: FaultDesk) -> Refusal | None:
    return _unusable(form) or _unreachable(form["To"], faults)


def _unusable(form: Mapping[str, str]) -> Refusal | None:
    """What is wrong with the request itself, in the order Twilio looks."""
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    checks = (
        (not to, refusals.NO_TO),
        (not sender, refusals.NO_FROM),
        (not body, refusals.NO_BODY),
        (E164.fullmatch(to) is None, refusals.BAD_TO),
        (SENDER.fullmatch(sender) is None, refusals.BAD_FROM),
        (to == sender, refusals.SAME_NUMBER),
        (len(body) > MAX_BODY, refusals.BODY_TOO_LONG),
        (not _is_callback(form.get("StatusCallback", "")), refusals.BAD_CALLBACK),
        (not _is_validity(form.get("ValidityPeriod", "1")), refusals.BAD_VALIDITY),
    )
    return next((refusal for is_wrong, refusal in checks if is_wrong), None)


def _unreachable(to: str, faults: FaultDesk) -> Refusal | None:
    if faults.is_opted_out(to):
        return refusals.OPTED_OUT
    return refusals.NOT_A_MOBILE if to in faults.faults.landlines else None


def _is_callback(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not url or (parts.scheme in ("http", "https") and bool(parts.hostname))


def _is_validity(seconds: str) -> bool:
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    return is_number and 1 <= int(seconds) <= LONGEST_VALIDITY


@routes.get(ACCOUNT + "/Messages/{sid}.json")
async def fetch(request: web.Request) -> web.Response:
    """One message."""
    desk = request.app[DESK]
    message = desk.store.get(request.match_info["sid"])
    if message is None:
        return refusals.NOT_FOUND.response()
    return web.json_response(resource(message, desk.config.account_sid))


@routes.get(ACCOUNT + "/Messages.json")
async def list_messages(request: web.Request) -> web.Response:
    """Messages, newest first, narrowed by To, From and DateSent, page by page."""
    desk = request.app[DESK]
    try:
        found = wanted(desk.store, request.query)
        page = listing(found, request, desk.config.account_sid)
    except BadListingError:
        return refusals.BAD_PARAMETER.response()
    return web.json_response(page)
