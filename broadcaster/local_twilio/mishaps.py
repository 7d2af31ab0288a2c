"""The page on which a person sets faults, in plain words."""

import json
import re
from collections.abc import Mapping

from aiohttp import web

from broadcaster.errors import PalierError
from broadcaster.local_twilio.desk import DESK
from broadcaster.local_twilio.faults import COUNTED, Faults, read_faults
from broadcaster.local_twilio.phones import PAGES
from broadcaster.requests import form_fields

NUMBERS = (*COUNTED, "slow_ms")
GONE = "30005"
"""Twilio's code for a number nobody has any more."""

routes = web.RouteTableDef()


@routes.get("/mishaps")
async def show(request: web.Request) -> web.Response:
    """The faults in force, ready to be changed."""
    return _page(request)


@routes.post("/mishaps")
async def change(request: web.Request) -> web.Response:
    """Put the faults in force that the form asks for."""
    form = await form_fields(request)
    try:
        faults = Faults() if "reset" in form else _read(form)
    except PalierError as error:
        return _page(request, problem=str(error), status=400)
    request.app[DESK].faults.set(faults)
    raise web.HTTPSeeOther("/mishaps")


def _read(form: Mapping[str, str]) -> Faults:
    wanted = {
        **{name: form.get(name, "").strip() or 0 for name in NUMBERS},
        "callbacks": {name: name in form for name in ("lose", "duplicate", "shuffle")},
        "landlines": _lines(form.get("landlines", "")),
        "opted_out": _lines(form.get("opted_out", "")),
        "fail": dict(_number_and_code(line) for line in _lines(form.get("fail", ""))),
        "stop_words": "stop_words" in form,
    }
    return read_faults(json.dumps(wanted))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n,;]", text) if line.strip()]


def _number_and_code(line: str) -> tuple[str, str]:
    """« +33639980001 30003 »; without a code the number counts as gone."""
    found = re.fullmatch(r"(.*\S)\s+(30\d{3})", line)
    return (found[1], found[2]) if found else (line, GONE)


def _page(request: web.Request, *, problem: str = "", status: int = 200) -> web.Response:
    desk = request.app[DESK].faults
    context = {"faults": desk.faults, "left": desk.left, "problem": problem}
    return request.app[PAGES].response("mishaps.html", context, status=status)
