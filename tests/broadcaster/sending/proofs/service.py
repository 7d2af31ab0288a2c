"""Our door for callbacks, with a local Twilio that calls it: for proofs over real HTTP."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.local_twilio.messages import Direction
from broadcaster.sending.webhook import SignatureCheck, StatusWebhook
from tests.support.twilio import AUTH_TOKEN, Running, running_twilio


@asynccontextmanager
async def listening(database: Database, clock: Clock) -> AsyncIterator[tuple[str, Running]]:
    """The real webhook on a free port, and a local Twilio; gives our own address first."""
    port = unused_port()
    base = f"http://127.0.0.1:{port}"
    door = StatusWebhook(database, SignatureCheck(AUTH_TOKEN, base), clock)
    app = web.Application()
    app.router.add_post("/twilio/status/{delivery_id}", door.handle)
    async with TestServer(app, port=port), running_twilio(base, clock=clock) as twilio:
        yield base, twilio


def accepted(twilio: Running) -> Counter[str]:
    """How many messages the provider accepted for each delivery, whose id ends the callback."""
    return Counter(
        (message.status_callback or "").rpartition("/")[2]
        for message in twilio.desk.store
        if message.direction is Direction.OUTBOUND
    )
