"""The inbox: matters that wait for a person, their conversation, answering and closing."""

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.dates import FRENCH, supported_languages
from broadcaster.console.forms import Form, path_id, read_form
from broadcaster.console.inbox.correspondents import Identity, identify
from broadcaster.console.inbox.requests import requests_by_thread
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, OUTBOX, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import go_to, page
from broadcaster.console.staff_names import name_of
from broadcaster.console.whereabouts import threads_within
from broadcaster.conversations.holds import is_held
from broadcaster.conversations.models import Correspondent, Thread
from broadcaster.conversations.requests import find_request
from broadcaster.conversations.staff_replies import staff_reply
from broadcaster.conversations.threads import (
    ThreadGoneError,
    close_thread,
    open_threads,
)
from broadcaster.conversations.transcript import transcript
from broadcaster.staff import audit

routes = web.RouteTableDef()

LONGEST_SEARCH = 40
"""Characters read of a reference that is searched."""
HOUR = timedelta(hours=1)

LONGEST_REPLY = 1000
"""Characters of an answer by staff: about seven segments."""


@routes.get("/threads")
async def show_threads(request: web.Request) -> web.Response:
    """Open threads: emergencies first, then the oldest."""
    said, refusal = request.query.get("q", "").strip()[:LONGEST_SEARCH], None
    async with request.app[DATABASE].read() as session:
        if said:
            refusal = await _search(session, said)
        threads = await threads_within(session, await open_threads(session), sites_of(request))
        known = await identify(session, {thread.correspondent_id for thread in threads})
        requests = await requests_by_thread(session, {thread.id for thread in threads})
        holders = await holders_of(session, request, threads)
    return page(
        request,
        "inbox/threads.html",
        threads=threads,
        known=known,
        requests=requests,
        holders=holders,
        searched=said,
        refusal=refusal,
    )


async def _search(session: AsyncSession, said: str) -> str:
    """Go to the thread of a reference; else the key of what is said instead."""
    found = await find_request(session, said)
    if found is not None and found.thread_id is not None:
        raise go_to(f"/threads/{found.thread_id}")
    return "search.none" if found is None else f"search.{found.state}"


@routes.get("/threads/{id}")
async def show_thread(request: web.Request) -> web.Response:
    """The conversation a thread is part of."""
    return await _thread_page(request, Form())


async def _thread_page(request: web.Request, form: Form) -> web.Response:
    async with request.app[DATABASE].read() as session:
        thread, identity = await _thread_in_path(request, session)
        said = await transcript(session, thread.correspondent_id)
        requests = (await requests_by_thread(session, {thread.id})).get(thread.id, [])
        holders = await holders_of(session, request, [thread])
        who = await session.get_one(Correspondent, thread.correspondent_id)
    status = 200 if form.is_valid else 400
    return page(
        request,
        "inbox/thread.html",
        status=status,
        thread=thread,
        identity=identity,
        transcript=said,
        requests=requests,
        holder=holders.get(thread.id),
        language=who.language or FRENCH,
        languages=supported_languages(),
        handback_hours=round(request.app[CONFIG].handback / HOUR),
        form=form,
    )


async def holders_of(
    session: AsyncSession, request: web.Request, threads: Sequence[Thread]
) -> dict[int, str]:
    """The name of whoever has each thread in hand; nothing for those nobody has."""
    now, handback = request.app[CLOCK](), request.app[CONFIG].handback
    held = [thread for thread in threads if is_held(thread, now, handback)]
    return {thread.id: await name_of(session, thread.held_by_id) for thread in held}


async def _thread_in_path(request: web.Request, session: AsyncSession) -> tuple[Thread, Identity]:
    thread = await session.get(Thread, path_id(request))
    if thread is None:
        raise web.HTTPNotFound
    known = await identify(session, {thread.correspondent_id})
    return thread, known[thread.correspondent_id]


@routes.post("/threads/{id}/reply")
async def answer_thread(request: web.Request) -> web.Response:
    """Answer the tenant by their own channel."""
    thread_id, form, user = path_id(request), await read_form(request), request[USER]
    body, now = form.text("body", most=LONGEST_REPLY), request.app[CLOCK]()
    if not form.is_valid:
        return await _thread_page(request, form)
    try:
        async with request.app[DATABASE].write() as session:
            await staff_reply(
                session,
                request.app[OUTBOX],
                thread_id,
                user_id=user.id,
                body=body,
                now=now,
                handback=request.app[CONFIG].handback,
            )
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_replied", subject, detail, now)
    except ThreadGoneError:
        form.refuse("body", "thread_gone")
        return await _thread_page(request, form)
    raise go_to(f"/threads/{thread_id}", done="thread_replied")


@routes.post("/threads/{id}/close")
async def finish_thread(request: web.Request) -> web.Response:
    """Close a thread: nothing is left to do."""
    thread_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            await close_thread(session, thread_id, user.id, now)
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_closed", subject, detail, now)
    except ThreadGoneError:
        async with request.app[DATABASE].read() as session:
            await _thread_in_path(request, session)
        raise go_to(f"/threads/{thread_id}", done="thread_was_closed") from None
    raise go_to("/threads", done="thread_closed")
