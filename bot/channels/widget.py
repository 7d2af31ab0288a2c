"""The door for the chat: the first page tenants see, with the conversation in it.

It works with plain forms; a script only makes it quicker and live.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aiohttp import web
from aiohttp_sse import sse_response

from bot.channels.widget_session import ChatSession, read_session
from bot.channels.widget_talk import Talk
from bot.inbox.incoming import LONGEST_BODY, Incoming, Received, cleaned
from broadcaster.answers.models import AnswerChannel
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.pages import Pages
from broadcaster.requests import form_fields, is_same_origin

STATIC = Path(__file__).with_name("static")


class Inbox(Protocol):
    """What this door needs of the inbox."""

    async def receive(self, incoming: Incoming) -> Received:
        """Store a message once."""
        ...

    def answer_soon(self, inbound_id: int) -> asyncio.Task[None]:
        """Answer a stored message in the background; the task does not raise."""
        ...


@dataclass(frozen=True, slots=True)
class WidgetSettings:
    """How long the chat waits for things, and how it is reached."""

    answer_seconds: float = 8  # before the page is shown without the answer
    look_seconds: float = 2  # between two looks for news while a page is open
    https: bool = False  # tenants reach the page over TLS: its cookie never travels without


class Widget:
    """The chat page and what it sends."""

    def __init__(
        self, inbox: Inbox, database: Database, clock: Clock, limits: WidgetSettings | None = None
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._limits = limits or WidgetSettings()
        self._talk = Talk(database)
        self._pages = Pages("bot.channels")
        self._closing = asyncio.Event()

    def add_to(self, app: web.Application) -> None:
        """Give an application the chat at its root and the chat's files at /static."""
        app.router.add_get("/", self.page)
        app.router.add_post("/chat", self.write)
        app.router.add_post("/chat/forget", self.forget)
        app.router.add_get("/chat/live", self.live)
        app.router.add_static("/static", STATIC)
        app.on_shutdown.append(self._close)

    async def page(self, request: web.Request) -> web.Response:
        """The page, with the conversation this browser has begun."""
        return await self._page(read_session(request))

    async def write(self, request: web.Request) -> web.StreamResponse:
        """Take a message: store it, wait a little for its answer, show the page again."""
        _only_from_our_page(request)
        form = await form_fields(request)
        body = form.get("body", "").replace("\r\n", "\n")
        session = read_session(request)
        if not cleaned(body).strip():
            return await self._page(session, problem="empty")
        if len(body) > LONGEST_BODY:
            return await self._page(session, problem="too_long", draft=body)
        session = session or ChatSession.new()
        await self._hand_over(session, form.get("once", ""), body)
        answer = web.Response(status=303, headers={"Location": "/#fin"})
        session.remember(answer, secure=self._limits.https)
        return answer

    async def _hand_over(self, session: ChatSession, once: str, body: str) -> None:
        received = await self._inbox.receive(
            Incoming(AnswerChannel.WEB, session.address, session.sid(once), body, self._clock())
        )
        if received.is_new:
            task = self._inbox.answer_soon(received.inbound_id)
            await asyncio.wait({task}, timeout=self._limits.answer_seconds)

    async def forget(self, request: web.Request) -> web.Response:
        """Take the conversation off this browser, for instance on a shared computer."""
        _only_from_our_page(request)
        answer = web.Response(status=303, headers={"Location": "/"})
        ChatSession.forget(answer)
        return answer

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Say when there is an answer, such as a person's (server-sent events)."""
        session = read_session(request)
        if session is None:
            return web.Response(status=204)  # tells the browser not to come back
        async with sse_response(request) as stream:
            try:
                async for _ in self._news(session):
                    await stream.send("news")
            except ConnectionResetError:
                pass  # the page was closed
        return stream

    async def _news(self, session: ChatSession) -> AsyncIterator[None]:
        seen = await self._talk.last_reply(session.address)
        while not await self._is_closing():
            last = await self._talk.last_reply(session.address)
            if last != seen:
                seen = last
                yield

    async def _is_closing(self) -> bool:
        """Wait between two looks; True at once when the service stops."""
        try:
            async with asyncio.timeout(self._limits.look_seconds):
                return await self._closing.wait()
        except TimeoutError:
            return False

    async def _close(self, _app: web.Application) -> None:
        self._closing.set()

    async def _page(
        self, session: ChatSession | None, *, problem: str = "", draft: str = ""
    ) -> web.Response:
        lines, choices = [], []
        if session is not None:
            lines = await self._talk.lines(session.address)
            choices = await self._talk.choices(session.address, self._clock())
        context = {
            "days": self._talk.by_day(lines),
            "choices": choices,
            "waiting": bool(lines) and lines[-1].author == "tenant",
            "problem": problem,
            "draft": draft,
            "longest": LONGEST_BODY,
            "once": ChatSession.new_once(),
        }
        status = 400 if problem else 200
        answer = self._pages.response("widget.html", context, status=status)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _only_from_our_page(request: web.Request) -> None:
    if not is_same_origin(request):
        raise web.HTTPForbidden(text="Ce message vient d'un autre site : il n'est pas pris.\n")


def add_widget(
    app: web.Application,
    inbox: Inbox,
    database: Database,
    clock: Clock,
    limits: WidgetSettings | None = None,
) -> None:
    """Give ``app`` the chat at its root."""
    Widget(inbox, database, clock, limits).add_to(app)


def widget_app(
    inbox: Inbox, database: Database, clock: Clock, limits: WidgetSettings | None = None
) -> web.Application:
    """The chat as an application of its own."""
    app = web.Application()
    Widget(inbox, database, clock, limits).add_to(app)
    return app
