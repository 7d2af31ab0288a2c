"""The test interface: what phones do and what goes wrong, by JSON."""

import json

from aiohttp import web

from broadcaster.errors import PalierError
from broadcaster.local_twilio.desk import DESK
from broadcaster.local_twilio.faults import read_faults
from broadcaster.local_twilio.messages import Direction, accepted, brief
from broadcaster.local_twilio.numbers import phone_number

routes = web.RouteTableDef()


class BadTextError(PalierError):
    """This is no text to send. Send a JSON object with the text: {"body": "Bonjour"}."""


@routes.post("/phones/{number}/texts")
async def text_us(request: web.Request) -> web.Response:
    """Make a phone text our number: 201 and the message, 400 and a sentence."""
    try:
        number = phone_number(request.match_info["number"])
        body = _body(await request.read())
    except PalierError as error:
        return _refused(error)
    message = request.app[DESK].text_us(number, body)
    return web.json_response({"sid": message.sid, **brief(message)}, status=201)


@routes.get("/phones/{number}/texts")
async def texts(request: web.Request) -> web.Response:
    """What a phone wrote and was written, oldest first."""
    try:
        number = phone_number(request.match_info["number"])
    except PalierError as error:
        return _refused(error)
    return web.json_response([brief(each) for each in request.app[DESK].store.of_phone(number)])


@routes.get("/messages")
async def messages(request: web.Request) -> web.Response:
    """Every message that was accepted from the account, oldest first."""
    sent = (each for each in request.app[DESK].store if each.direction is Direction.OUTBOUND)
    return web.json_response([accepted(each) for each in sent])


@routes.post("/faults")
async def set_faults(request: web.Request) -> web.Response:
    """Replace every fault; the answer is what is now in force."""
    try:
        faults = read_faults(await request.read())
    except PalierError as error:
        return _refused(error)
    request.app[DESK].faults.set(faults)
    return web.json_response(faults.model_dump())


@routes.get("/faults")
async def show_faults(request: web.Request) -> web.Response:
    """The faults in force, counted ones as far as they are left."""
    desk = request.app[DESK].faults
    return web.json_response({**desk.faults.model_dump(), **desk.left})


def _body(raw: bytes) -> str:
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadTextError from error
    body = given.get("body") if isinstance(given, dict) else None
    if not isinstance(body, str):
        raise BadTextError
    return body


def _refused(error: PalierError) -> web.Response:
    return web.json_response({"error": str(error)}, status=400)
