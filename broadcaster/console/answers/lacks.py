"""What the assistant lacked: by place, where to fill it in, dismissed, told to all who asked."""

from aiohttp import web

from broadcaster.console.answers.lack_views import fill_in, load_lacks, place_in_words
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.console.words import said
from broadcaster.conversations.lacks.keeping import (
    LackGoneError,
    dismiss,
    want_answer,
)
from broadcaster.conversations.lacks.models import Lack
from broadcaster.staff import audit

routes = web.RouteTableDef()

LONGEST_REASON = 300


@routes.get("/lacks")
async def show_lacks(request: web.Request) -> web.Response:
    """What is lacking by place, and what can be told now."""
    return await _lacks_page(request, Form())


async def _lacks_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        found = await load_lacks(session, sites_of(request))
    return page(
        request,
        "answers/lacks.html",
        status=200 if form.is_valid else 400,
        open=found.by_place,
        filled=found.filled,
        closed=found.closed,
        place_of=lambda lack: place_in_words(found.places, lack),
        fill_in=lambda lack: fill_in(found.places, lack),
        form=form,
    )


@routes.post("/lacks/{id}/dismiss")
async def dismiss_lack(request: web.Request) -> web.Response:
    """Close a line, and say why the fact will not be filled in."""
    lack_id, form, user = path_id(request), await read_form(request), request[USER]
    form.set("lack", str(lack_id))
    reason, now = form.text("reason", most=LONGEST_REASON), request.app[CLOCK]()
    form.move_error("reason", f"reason-{lack_id}")
    if not form.is_valid:
        return await _lacks_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            await dismiss(session, lack_id, reason, user.id, now)
            topic = _topic(await session.get_one(Lack, lack_id))
            detail = {"topic": topic, "reason": reason}
            await audit.record(session, user.id, "lack_dismissed", f"lack {lack_id}", detail, now)
    except LackGoneError:
        raise go_to("/lacks", done="lack_was_closed") from None
    raise go_to("/lacks", done="lack_dismissed")


@routes.post("/lacks/{id}/answer")
async def answer_all(request: web.Request) -> web.Response:
    """Let everybody who asked get the answer that is true now, once, at a decent hour."""
    lack_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            lack = await want_answer(session, lack_id, user.id, now)
            detail = {"topic": _topic(lack)}
            await audit.record(session, user.id, "lack_answered", f"lack {lack_id}", detail, now)
    except LackGoneError:
        raise go_to("/lacks", done="lack_was_closed") from None
    raise go_to("/lacks", done="lack_answered")


def _topic(lack: Lack) -> str:
    return said(f"topic.{lack.topic}", lack.topic)
