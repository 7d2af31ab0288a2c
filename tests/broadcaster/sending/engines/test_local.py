"""The local engine: loops that empty the ledger in this process."""

import asyncio
from datetime import datetime

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Lane
from broadcaster.sending.pace import open_senders
from tests.broadcaster.sending.fakes import ALICE, FAST, SENDER, FakeGateway
from tests.support.clock import MovableClock


async def test_it_wakes_when_a_transaction_commits_and_stops_when_asked(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    gateway = FakeGateway()
    engine = LocalEngine(Courier(database, gateway, clock))
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)
    running = asyncio.create_task(engine.run())
    async with database.write() as session:
        outgoing = [Outgoing(ALICE, "Bonjour", Lane.REPLY, SENDER, now)]
        ids = await add_deliveries(session, outgoing, now)
        await engine.submit(session, Lane.REPLY, ids)
    async with asyncio.timeout(10):
        while not gateway.sent:  # noqa: ASYNC110 - the fake has no event to wait for
            await asyncio.sleep(0)
        engine.stop()
        await running
    assert [request.to_number for request in gateway.sent] == [ALICE]
