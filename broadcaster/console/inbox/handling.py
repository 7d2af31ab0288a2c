"""Handling a thread: whose task it is, notes for colleagues, closed, and opened again."""

from typing import Final

from aiohttp import web

from broadcaster.console.forms import path_id, read_form
from broadcaster.console.inbox.answerers import who_can_answer
from broadcaster.console.inbox.threads import thread_in_path, thread_page
from broadcaster.console.keys import CLOCK, DATABASE, USER
from broadcaster.console.rendering import go_to
from broadcaster.conversations.notes import write_note
from broadcaster.conversations.staff_replies import answered_elsewhere
from broadcaster.conversations.threads import (
    AnotherThreadError,
    ThreadGoneError,
    assign_thread,
    close_thread,
    reopen_thread,
)
from broadcaster.staff import audit
from broadcaster.staff.models import StaffUser

routes = web.RouteTableDef()

LONGEST_NOTE: Final = 2000


@routes.post("/threads/{id}/assign")
async def give_thread(request: web.Request) -> web.Response:
    """Make a thread somebody's task, or nobody's."""
    thread_id, form, user = path_id(request), await read_form(request), request[USER]
    to_id, now = form.id("colleague"), request.app[CLOCK]()
    if not form.is_valid:
        return await thread_page(request, form, status=400)
    async with request.app[DATABASE].write() as session:
        thread = await thread_in_path(request, session)
        colleague = await session.get(StaffUser, to_id) if to_id is not None else None
        if to_id is not None and colleague is None:
            raise go_to(f"/threads/{thread_id}", done="colleague_unknown")
        if colleague is not None and colleague not in await who_can_answer(session, thread):
            raise go_to(f"/threads/{thread_id}", done="colleague_cannot_answer")
        await assign_thread(session, thread, to_id)
        action = "thread_assigned" if colleague else "thread_unassigned"
        detail = {"thread": thread_id, "name": colleague.name if colleague else ""}
        await audit.record(session, user.id, action, f"thread {thread_id}", detail, now)
    raise go_to(f"/threads/{thread_id}", done=action)


@routes.post("/threads/{id}/note")
async def add_note(request: web.Request) -> web.Response:
    """Write something for colleagues; the tenant never reads it."""
    thread_id, form, user = path_id(request), await read_form(request), request[USER]
    text, now = form.text("note", most=LONGEST_NOTE), request.app[CLOCK]()
    if not form.is_valid:
        return await thread_page(request, form, status=400)
    async with request.app[DATABASE].write() as session:
        await thread_in_path(request, session)
        await write_note(session, thread_id, user.id, text, now)
        detail = {"thread": thread_id}
        await audit.record(session, user.id, "thread_noted", f"thread {thread_id}", detail, now)
    raise go_to(f"/threads/{thread_id}", done="thread_noted")


@routes.post("/threads/{id}/close")
async def finish_thread(request: web.Request) -> web.Response:
    """Close a thread: nothing is left to do."""
    thread_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            await thread_in_path(request, session)
            await close_thread(session, thread_id, user.id, now)
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_closed", subject, detail, now)
    except ThreadGoneError:
        raise go_to(f"/threads/{thread_id}", done="thread_was_closed") from None
    raise go_to("/threads", done="thread_closed")


@routes.post("/threads/{id}/answered")
async def note_answer(request: web.Request) -> web.Response:
    """« J'ai répondu autrement »: by telephone, or on the spot."""
    thread_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            await thread_in_path(request, session)
            await answered_elsewhere(session, thread_id, user.id, now)
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_answered", subject, detail, now)
    except ThreadGoneError:
        raise go_to(f"/threads/{thread_id}", done="thread_was_closed") from None
    raise go_to(f"/threads/{thread_id}", done="thread_answered")


@routes.post("/threads/{id}/reopen")
async def open_again(request: web.Request) -> web.Response:
    """« Remettre à traiter »: a person must act again."""
    thread_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    try:
        async with request.app[DATABASE].write() as session:
            await thread_in_path(request, session)
            await reopen_thread(session, thread_id, now)
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_reopened", subject, detail, now)
    except AnotherThreadError as error:
        raise go_to(f"/threads/{error.thread_id}", done="thread_another") from None
    raise go_to(f"/threads/{thread_id}", done="thread_reopened")
