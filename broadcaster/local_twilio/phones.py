"""The phones page: pick a tenant, read and write SMS as they would, live."""

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote

from aiohttp import web
from aiohttp_sse import sse_response

from broadcaster.local_twilio import views
from broadcaster.local_twilio.config import PhoneEntry
from broadcaster.local_twilio.desk import DESK, Desk
from broadcaster.local_twilio.numbers import BadNumberError, made_up_number, phone_number
from broadcaster.pages import Pages
from broadcaster.requests import form_fields

PAGES = web.AppKey("PAGES", Pages)
LONGEST_TEXT = 10_000
"""What the page lets one write, far above what a phone sends at once."""

routes = web.RouteTableDef()


@routes.get("/")
async def index(request: web.Request) -> web.Response:
    """Every phone, and none opened."""
    return await _page(request)


@routes.get("/phones")
async def open_phone(request: web.Request) -> web.Response:
    """Go to the phone whose number was typed in."""
    raw = request.query.get("number", "")
    try:
        number = phone_number(raw)
    except BadNumberError:
        return await _page(request, bad_number=raw, status=400)
    raise web.HTTPSeeOther(_address(number))


@routes.post("/phones")
async def unknown_phone(request: web.Request) -> web.Response:
    """Go to a made-up phone that nobody knows."""
    desk = request.app[DESK]
    taken = {entry.number for entry in await desk.config.phonebook()}
    raise web.HTTPSeeOther(_address(made_up_number(taken | desk.numbers(), desk.chance)))


@routes.get("/phones/{number}")
async def phone(request: web.Request) -> web.Response:
    """One phone and its messages."""
    return await _page(request, number=_number(request))


@routes.post("/phones/{number}/sms")
async def write(request: web.Request) -> web.Response:
    """Send what was typed on a phone, as the phone would."""
    number = _number(request)
    body = (await form_fields(request)).get("body", "").replace("\r\n", "\n")
    if len(body) > LONGEST_TEXT:
        return await _page(request, number=number, too_long=True, status=400)
    request.app[DESK].text_us(number, body)
    raise web.HTTPSeeOther(_address(number))


@routes.get("/live")
async def live(request: web.Request) -> web.StreamResponse:
    """Say that something is new, each time it is (server-sent events)."""
    async with sse_response(request) as stream:
        with suppress(ConnectionResetError):  # the page was closed
            async for _ in request.app[DESK].feed.news():
                await stream.send("news")
    return stream


def _number(request: web.Request) -> str:
    try:
        return phone_number(request.match_info["number"])
    except BadNumberError:
        raise web.HTTPSeeOther(f"/phones?number={quote(request.match_info['number'])}") from None


def _address(number: str) -> str:
    return f"/phones/{number}"


async def _page(
    request: web.Request,
    *,
    number: str | None = None,
    bad_number: str = "",
    too_long: bool = False,
    status: int = 200,
) -> web.Response:
    desk = request.app[DESK]
    entries = await desk.config.phonebook()
    wanted = request.query.get("q", "")[:100]
    context = {
        "rows": views.rows(entries, desk.store.last_of_phones(), wanted),
        "wanted": wanted,
        "bad_number": bad_number,
        "too_long": too_long,
        "longest": LONGEST_TEXT,
        "faulty": desk.faults.is_faulty,
        "french_number": views.french_number,
        "our_number": desk.config.our_number,
        "opened": None if number is None else _entry(entries, number),
        "days": [] if number is None else _days(desk, number),
    }
    return request.app[PAGES].response("phones.html", context, status=status)


def _entry(entries: Sequence[PhoneEntry], number: str) -> PhoneEntry:
    return next((entry for entry in entries if entry.number == number), PhoneEntry(number, ""))


def _days(desk: Desk, number: str) -> list[views.Day]:
    return views.days(desk.store.of_phone(number))
