"""Who has a thread in hand: a person, or the assistant again; and in which language it answers."""

from aiohttp import web

from broadcaster.answers.dates import supported_languages
from broadcaster.console.forms import path_id, read_form
from broadcaster.console.inbox.threads import thread_in_path
from broadcaster.console.keys import CLOCK, CONFIG, DATABASE, USER
from broadcaster.console.rendering import go_to
from broadcaster.console.words import say
from broadcaster.conversations.correspondents import choose_language
from broadcaster.conversations.holds import ThreadHeldError, hand_back, take_thread
from broadcaster.conversations.threads import ThreadGoneError
from broadcaster.staff import audit

routes = web.RouteTableDef()


@routes.post("/threads/{id}/take")
async def take(request: web.Request) -> web.Response:
    """« Je m'en occupe »: the assistant is silent from now on."""
    thread_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    done = "thread_taken"
    try:
        async with request.app[DATABASE].write() as session:
            await thread_in_path(request, session)
            await take_thread(session, thread_id, user.id, now, request.app[CONFIG].handback)
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_taken", subject, detail, now)
    except ThreadHeldError:
        done = "thread_was_taken"
    except ThreadGoneError:
        done = "thread_was_closed"
    raise go_to(f"/threads/{thread_id}", done=done)


@routes.post("/threads/{id}/hand-back")
async def give_back(request: web.Request) -> web.Response:
    """« Rendre à l'assistant »: the thread stays open, and the assistant answers again."""
    thread_id, user, now = path_id(request), request[USER], request.app[CLOCK]()
    done = "thread_handed_back"
    try:
        async with request.app[DATABASE].write() as session:
            await thread_in_path(request, session)
            await hand_back(session, thread_id)
            subject, detail = f"thread {thread_id}", {"thread": thread_id}
            await audit.record(session, user.id, "thread_handed_back", subject, detail, now)
    except ThreadGoneError:
        done = "thread_was_closed"
    raise go_to(f"/threads/{thread_id}", done=done)


@routes.post("/threads/{id}/language")
async def change_language(request: web.Request) -> web.Response:
    """Let the assistant answer this tenant in another language."""
    thread_id, form, user = path_id(request), await read_form(request), request[USER]
    language, now = form.choice("language", supported_languages()), request.app[CLOCK]()
    if not form.is_valid:
        raise go_to(f"/threads/{thread_id}", done="language_unknown")
    async with request.app[DATABASE].write() as session:
        thread = await thread_in_path(request, session)
        await choose_language(session, thread.correspondent_id, language)
        detail = {"thread": thread_id, "language": say(f"language.{language}")}
        subject = f"thread {thread_id}"
        await audit.record(session, user.id, "thread_language", subject, detail, now)
    raise go_to(f"/threads/{thread_id}", done="language_changed")
