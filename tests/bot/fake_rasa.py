"""A Rasa that answers over HTTP what a test tells it to, by the door the real one has."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.assistant.client import Assistant, RasaAddress

TOKEN = "test-token"


def answer(
    topic: str,
    text: str,
    *,
    handoff: str | None = None,
    urgent: bool = False,
    choices: tuple[str, ...] = (),
) -> dict[str, Any]:
    """One answer as the action would dispatch it."""
    return {
        "topic": topic, "text": text, "handoff": handoff, "asks_place": False, "urgent": urgent,
        "choices": list(choices),
    }  # fmt: skip


class FakeRasa:
    """Remembers what it was asked; answers by the text, or with an HTTP status when down."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.dangers: dict[str, tuple[float, str]] = {}  # of other texts nothing is known
        self.down = False
        self.at_once = 0  # calls under way now, and the most there were
        self.most_at_once = 0
        self.hanging: asyncio.Event | None = None  # set to an event: every call waits for it

    async def messages(self, request: web.Request) -> web.Response:
        self._check(request)
        payload = await request.json()
        self.asked.append(payload)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.hanging is not None:
            await self.hanging.wait()
        self.at_once -= 1
        found = self.answers.get(payload["text"], [answer("works_start", "Lundi 11 mai.")])
        return web.json_response({"messages": [{"custom": item} for item in found]})

    async def danger(self, request: web.Request) -> web.Response:
        self._check(request)
        if self.hanging is not None:
            await self.hanging.wait()
        found = self.dangers.get((await request.json())["text"])
        danger = {"chance": found[0], "kind": found[1]} if found else None
        return web.json_response({"danger": danger})

    async def ready(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.json_response({"model": "fake"})

    def _check(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise web.HTTPUnauthorized
        if self.down:
            raise web.HTTPServiceUnavailable


@asynccontextmanager
async def fake_rasa() -> AsyncIterator[tuple[FakeRasa, Assistant]]:
    """A running fake and the real client that speaks to it."""
    fake = FakeRasa()
    app = web.Application()
    app.router.add_post("/webhooks/palier/messages", fake.messages)
    app.router.add_post("/webhooks/palier/danger", fake.danger)
    app.router.add_get("/webhooks/palier/ready", fake.ready)
    async with TestServer(app) as server, ClientSession() as http:
        yield fake, Assistant(http, RasaAddress(str(server.make_url("")).rstrip("/"), TOKEN))
