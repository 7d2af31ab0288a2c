"""A thread: its conversation, what is known of its tenant, and the form to answer it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.dates import FRENCH, supported_languages
from broadcaster.console.answers.lack_views import fill_in
from broadcaster.console.forms import Form, path_id
from broadcaster.console.inbox.answerers import who_can_answer
from broadcaster.console.inbox.context import canned_for, context_of
from broadcaster.console.inbox.correspondents import identify
from broadcaster.console.inbox.requests import requests_by_thread
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.reach import sites_of
from broadcaster.console.rendering import page
from broadcaster.console.staff_names import name_of
from broadcaster.console.words import say
from broadcaster.conversations.escalation.notices import notices_of
from broadcaster.conversations.holds import is_held
from broadcaster.conversations.listing import is_within
from broadcaster.conversations.models import Correspondent, Thread
from broadcaster.conversations.notes import notes_of
from broadcaster.conversations.seen import Seen, last_said
from broadcaster.conversations.transcript import transcript
from broadcaster.conversations.visits import Visitor, must_note, note_visit, others_here
from broadcaster.learning.collecting import LEAST_CONFIDENCE
from broadcaster.sending.texts.segments import Measure

routes = web.RouteTableDef()

HOUR: Final = timedelta(hours=1)

SHOWN_LINES: Final = 30
"""The lines of a conversation in sight; what was said before opens at a press."""


@routes.get("/threads/{id}")
async def show_thread(request: web.Request) -> web.Response:
    """The conversation a thread is part of."""
    return await thread_page(request, Form())


async def thread_page(
    request: web.Request,
    form: Form,
    *,
    status: int = 200,
    seen: Seen | None = None,
    measured: Measure | None = None,
) -> web.Response:
    """A thread's page with what was typed. What came after ``seen`` is marked as new."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        thread = await thread_in_path(request, session)
        parts = await _parts(session, request, thread, now)
    await be_here(request, thread.id)
    return page(
        request,
        "inbox/thread.html",
        status=status,
        thread=thread,
        form=form,
        seen=seen,
        has_news=seen is not None and not seen.has_all(parts["last"]),
        measured=measured,
        now=now,
        languages=supported_languages(),
        shown_lines=SHOWN_LINES,
        handback_hours=round(request.app[CONFIG].handback / HOUR),
        sureness=sureness,
        fill_in=fill_in,
        **parts,
    )


# What a template names is any object.
async def _parts(
    session: AsyncSession, request: web.Request, thread: Thread, now: datetime
) -> Mapping[str, Any]:
    who = await session.get_one(Correspondent, thread.correspondent_id)
    context = await context_of(session, who, thread, now)
    visitors = await others_here(session, thread.id, request[USER].id, now)
    return {
        "identity": (await identify(session, {who.id}))[who.id],
        "who": who,
        "context": context,
        "language": context.language or FRENCH,
        "transcript": await transcript(session, who.id),
        "last": await last_said(session, who.id),
        "requests": (await requests_by_thread(session, {thread.id})).get(thread.id, []),
        "notices": await notices_of(session, thread.id),
        "notes": await notes_of(session, thread.id),
        "canned": await canned_for(session, context.homes, sites_of(request)),
        "holder": (await holders_of(session, request, [thread])).get(thread.id),
        "assignee": thread.assigned_to_id and await name_of(session, thread.assigned_to_id),
        "colleagues": await who_can_answer(session, thread),
        "presence": presence_words(visitors),
    }


@routes.get("/threads/{id}/pulse")
async def feel_pulse(request: web.Request) -> web.Response:
    """What changed in a thread since its page was made, for a page that follows it."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        thread = await thread_in_path(request, session)
        last = await last_said(session, thread.correspondent_id)
        visitors = await others_here(session, thread.id, request[USER].id, now)
    await be_here(request, thread.id)
    news = "" if str(last) == request.query.get("seen") else say("pulse.thread")
    return web.json_response({"news": news, "presence": presence_words(visitors)})


async def be_here(request: web.Request, thread_id: int) -> None:
    """Let colleagues see that this thread is open in somebody's browser."""
    user, now = request[USER], request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        if not await must_note(session, thread_id, user.id, now):
            return
    async with request.app[DATABASE].write() as session:
        await note_visit(session, thread_id, user.id, now)


def presence_words(visitors: Sequence[Visitor]) -> str:
    """« Nadia Benali écrit en ce moment. »; nothing when nobody else is there."""
    keys = {True: "visit.writing", False: "visit.here"}
    return " ".join(say(keys[one.is_writing], name=one.name) for one in visitors)


def sureness(confidence: float | None) -> str:
    """« sûr à 83 % »; nothing when the assistant did not guess."""
    if confidence is None:
        return ""
    word = "sure" if confidence >= LEAST_CONFIDENCE else "unsure"
    return say(f"understood.{word}", percent=round(confidence * 100))


async def holders_of(
    session: AsyncSession, request: web.Request, threads: Sequence[Thread]
) -> dict[int, str]:
    """The name of whoever has each thread in hand; nothing for those nobody has."""
    now, handback = request.app[CLOCK](), request.app[CONFIG].handback
    held = [thread for thread in threads if is_held(thread, now, handback)]
    return {thread.id: await name_of(session, thread.held_by_id) for thread in held}


async def thread_in_path(request: web.Request, session: AsyncSession) -> Thread:
    """The thread of the address; raise HTTPNotFound for none, and for one out of reach."""
    thread = await session.get(Thread, path_id(request))
    if thread is None or not await is_within(session, thread.id, sites_of(request)):
        raise web.HTTPNotFound
    return thread
