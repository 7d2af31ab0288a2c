"""Answers to tenants go before bulk, however much of it there is and however slow it goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from broadcaster.app.sender import provider_http
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.gateway import Accepted, SmsRequest
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Lane
from broadcaster.sending.pace import open_senders
from tests.broadcaster.sending.fakes import FAST, SENDER, FakeGateway, promise
from tests.support.clock import MovableClock
from tests.support.twilio import ACCOUNT_SID, AUTH_TOKEN

BULK, ANSWERS = 20_000, 20
EVERY: Final = 400
"""Bulk messages between two questions of tenants."""

MOST_BEFORE: Final = 10 * Limits().batch
"""Bulk messages that may leave before an answer does: a tenth of what waits. This provider answers
at once, so how many batches leave while the answer's claim waits for its turn at the database
is the machine's affair: up to five were seen. How long it takes is measured in benchmarks/lanes."""

ANSWER: Final = "+33639989999"


class Overtaking(FakeGateway):
    """Counts the bulk that leaves between a question and its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.bulk = 0
        self.asked_at: list[int] = []
        self.answered_at: list[int] = []
        self.moved = asyncio.Event()

    async def send(self, request: SmsRequest) -> Accepted:
        await asyncio.sleep(0)
        if request.to_number == ANSWER:
            self.answered_at.append(self.bulk)
        else:
            self.bulk += 1
            self.moved.set()
        return await super().send(request)

    async def until(self, bulk: int) -> None:
        while self.bulk < bulk:
            self.moved.clear()
            await self.moved.wait()


@pytest.mark.proof
async def test_an_answer_overtakes_20_000_bulk_messages(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    outgoing = [
        Outgoing(f"+336399{number:05d}", "Bonjour", Lane.BULK, SENDER, now)
        for number in range(BULK)
    ]
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST * 100)
        await add_deliveries(session, outgoing, now)
    gateway = Overtaking()
    engine = LocalEngine(Courier(database, gateway, clock))
    running = asyncio.create_task(engine.run())
    for turn in range(ANSWERS):
        await gateway.until(EVERY * (turn + 1))
        async with database.write() as session:
            answer = [Outgoing(ANSWER, f"Réponse {turn}", Lane.REPLY, SENDER, now)]
            await engine.submit(session, Lane.REPLY, await add_deliveries(session, answer, now))
        gateway.asked_at.append(gateway.bulk)
    async with asyncio.timeout(60):
        while len(gateway.answered_at) < ANSWERS:
            gateway.moved.clear()
            await gateway.moved.wait()
    engine.stop()
    await running
    waited = [
        answered - asked
        for asked, answered in zip(gateway.asked_at, gateway.answered_at, strict=True)
    ]
    assert max(waited) < MOST_BEFORE
    assert gateway.bulk < BULK


async def test_an_answer_needs_no_pace(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    """Bulk has used up all the segments there are; the answer goes, and bulk pays for it."""
    await promise(database, now, *[f"+3363998{number:04d}" for number in range(60)])
    async with database.write() as session:
        await open_senders(session, [SENDER], 10)
    gateway = FakeGateway()
    courier = Courier(database, gateway, clock)
    while (await courier.carry(Lane.BULK)).sent:
        pass
    assert len(gateway.sent) == 10
    async with database.write() as session:
        answer = Outgoing(ANSWER, "Mardi.", Lane.REPLY, SENDER, now)
        await add_deliveries(session, [answer] * 5, now)
    assert (await courier.carry(Lane.REPLY)).sent == 5
    waits = (await courier.carry(Lane.BULK)).again_in
    assert waits == pytest.approx(0.6)  # five segments of debt, and one to be free again


@asynccontextmanager
async def provider_that_hangs(on: str) -> AsyncIterator[tuple[str, asyncio.Semaphore]]:
    """A provider that says nothing about messages of one text until the end, and their count."""
    hanging, over = asyncio.Semaphore(0), asyncio.Event()

    async def create(request: web.Request) -> web.Response:
        form = await request.post()
        if form["Body"] == on:
            hanging.release()
            await over.wait()
        return web.json_response({"sid": f"SM{id(request):032x}", "status": "queued"}, status=201)

    app = web.Application()
    app.router.add_post("/{path:.*}", create)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}", hanging
        over.set()


async def test_bulk_calls_that_hang_leave_room_for_answers(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    """Through the real client: its connections are shared by the lanes."""
    await promise(database, now, *[f"+3363998{number:04d}" for number in range(60)])
    await promise(database, now, ANSWER, lane=Lane.REPLY, body="Mardi.")
    async with provider_that_hangs("Bonjour") as (url, hanging), provider_http() as http:
        gateway = TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, "http://127.0.0.1:1", http, url)
        courier = Courier(database, gateway, clock)
        bulk = asyncio.create_task(courier.carry(Lane.BULK))
        for _call in range(courier.limits.calls):
            await hanging.acquire()
        async with asyncio.timeout(5):
            assert (await courier.carry(Lane.REPLY)).sent == 1
        bulk.cancel()
        await asyncio.gather(bulk, return_exceptions=True)
