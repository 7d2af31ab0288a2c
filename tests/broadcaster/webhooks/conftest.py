"""A landlord's system that listens, and an estate where things happen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from broadcaster.database import Database
from broadcaster.webhooks.addresses import AddressRules
from broadcaster.webhooks.courier import Courier
from broadcaster.webhooks.outbox import WebhookOutbox
from tests.support.clock import MovableClock


@dataclass
class Listener:
    """A server that keeps what it is told and answers as it is set to."""

    url: str = ""
    status: int = 204
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        """Keep one call."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.calls.append((headers, await request.read()))
        return web.Response(status=self.status, headers={"Location": "/ailleurs"})


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    found = Listener()
    app = web.Application()
    app.router.add_post("/{tail:.*}", found.handle)
    async with TestServer(app) as server:
        found.url = f"http://127.0.0.1:{server.port}/palier"
        yield found


@pytest.fixture
async def courier(database: Database, clock: MovableClock) -> AsyncIterator[Courier]:
    made = Courier(database, clock, AddressRules(loopback=True))
    yield made
    await made.close()


@pytest.fixture
def outbox(database: Database, clock: MovableClock) -> WebhookOutbox:
    return WebhookOutbox(database, clock)
