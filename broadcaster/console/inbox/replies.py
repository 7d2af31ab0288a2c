"""Answering a thread: a canned answer put in, looked at, and sent unless something came since."""

from typing import Final

from aiohttp import web

from broadcaster.answers.dates import supported_languages
from broadcaster.answers.models import AnswerChannel
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.inbox.context import canned_for, homes_around, values_for
from broadcaster.console.inbox.correspondents import identify
from broadcaster.console.inbox.threads import thread_in_path, thread_page
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, OUTBOX, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import go_to
from broadcaster.conversations.canned_answers import fill_in as filled
from broadcaster.conversations.canned_answers import left_in
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.seen import SaidSinceError, Seen
from broadcaster.conversations.staff_replies import staff_reply
from broadcaster.conversations.threads import ThreadGoneError
from broadcaster.conversations.visits import end_visit, note_visit
from broadcaster.sending.texts.folding import fold_typography
from broadcaster.sending.texts.segments import measure
from broadcaster.staff import audit

routes = web.RouteTableDef()

LONGEST_REPLY: Final = 1000
"""Characters of an answer by staff: about seven segments."""


@routes.post("/threads/{id}/reply")
async def answer_thread(request: web.Request) -> web.Response:
    """Answer the tenant by their own channel, unless somebody spoke since the page was read."""
    thread_id, form = path_id(request), await read_form(request)
    body, seen = _body(form), Seen.parse(form.value("seen"))
    if not form.is_valid:
        return await thread_page(request, form, status=400)
    try:
        await _send(request, thread_id, body, seen)
    except SaidSinceError:
        form.refuse("body", "said_since")
        return await thread_page(request, form, status=409, seen=seen)
    except ThreadGoneError:
        form.refuse("body", "thread_gone")
        return await thread_page(request, form, status=400)
    raise go_to(f"/threads/{thread_id}", done="thread_replied")


async def _send(request: web.Request, thread_id: int, body: str, seen: Seen) -> None:
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        await thread_in_path(request, session)
        await staff_reply(
            session,
            request.app[OUTBOX],
            thread_id,
            user_id=user.id,
            body=body,
            now=now,
            handback=request.app[CONFIG].handback,
            seen=seen,
        )
        await end_visit(session, thread_id, user.id)
        subject, detail = f"thread {thread_id}", {"thread": thread_id}
        await audit.record(session, user.id, "thread_replied", subject, detail, now)


def _body(form: Form) -> str:
    """What is to be sent: a placeholder that nothing filled never reaches a tenant."""
    body = form.text("body", most=LONGEST_REPLY)
    if left := left_in(body):
        form.refuse("body", "placeholder_left", words=", ".join(left))
    return body


@routes.post("/threads/{id}/insert")
async def insert_canned(request: web.Request) -> web.Response:
    """Put a canned answer behind what is typed, in the language chosen. Nothing is sent."""
    form = await read_form(request)
    chosen, language = form.id("canned"), form.choice("language", supported_languages())
    async with request.app[DATABASE].read() as session:
        thread = await thread_in_path(request, session)
        who = await session.get_one(Correspondent, thread.correspondent_id)
        identity = (await identify(session, {who.id}))[who.id]
        homes = await homes_around(session, who)
        known = {one.id: one for one in await canned_for(session, homes, sites_of(request))}
        values = await values_for(session, identity.names, identity.place, homes)
    answer = known.get(chosen or 0)
    if answer is None:
        form.refuse("canned", "choice")
    if answer is None or not form.is_valid:
        return await thread_page(request, form, status=400)
    typed, text = form.value("body").rstrip(), filled(answer.text_in(language), values)
    form.set("body", f"{typed}\n{text}" if typed else text)
    await _writing(request, thread.id)
    return await thread_page(request, form, seen=Seen.parse(form.value("seen")))


@routes.post("/threads/{id}/preview")
async def preview_reply(request: web.Request) -> web.Response:
    """How an answer will leave, and how many SMS it takes. Nothing is sent."""
    form = await read_form(request)
    body = _body(form)
    async with request.app[DATABASE].read() as session:
        thread = await thread_in_path(request, session)
        who = await session.get_one(Correspondent, thread.correspondent_id)
    await _writing(request, thread.id)
    if not form.is_valid:
        return await thread_page(request, form, status=400)
    is_sms = who.channel is AnswerChannel.SMS
    measured = measure(fold_typography(body)) if is_sms else None
    form.set("previewed", body)
    seen = Seen.parse(form.value("seen"))
    return await thread_page(request, form, seen=seen, measured=measured)


@routes.post("/threads/{id}/writing")
async def tell_writing(request: web.Request) -> web.Response:
    """Let colleagues see that somebody is writing an answer."""
    async with request.app[DATABASE].read() as session:
        thread = await thread_in_path(request, session)
    await _writing(request, thread.id)
    return web.Response(status=204)


async def _writing(request: web.Request, thread_id: int) -> None:
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        await note_visit(session, thread_id, user.id, now, writing=True)
