"""Two senders on one database: one pace, one order for each number, and one may be killed."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select, update

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.gateways.gateway import Accepted, OutcomeUnknownError, SmsRequest
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.ledger.claims import ORDER_PATIENCE
from broadcaster.sending.models import Delivery, DeliveryState, Lane, Sender
from broadcaster.sending.pace import open_senders
from broadcaster.sending.reconcile import LISTING_GRACE
from tests.broadcaster.sending.fakes import ALICE, FAST, SENDER, FakeGateway, promise
from tests.broadcaster.sending.proofs.service import accepted, listening
from tests.broadcaster.sending.proofs.test_sigkill import SharedClock, to_the_end
from tests.support.clock import MovableClock
from tests.support.sending_process import Senders

pytestmark = pytest.mark.proof

TWO: Final = 2
SECOND: Final = timedelta(seconds=1)


@pytest.fixture
async def databases(database_url: str) -> AsyncIterator[list[Database]]:
    """The same database twice, as two processes have it."""
    both = [Database(database_url) for _process in range(TWO)]
    yield both
    for one in both:
        await one.close()


async def set_rate(database: Database, segments: float) -> None:
    async with database.write() as session:
        await session.execute(update(Sender).values(segments_per_second=segments))


# One pace.


async def test_two_couriers_share_one_pace(
    databases: list[Database], clock: MovableClock, now: datetime
) -> None:
    """Ten segments a second, and at most a second's worth at once, whoever asks."""
    await promise(databases[0], now, *[f"+3363998{number:04d}" for number in range(300)])
    await set_rate(databases[0], 10)
    gateway = FakeGateway()
    couriers = [Courier(one, gateway, clock) for one in databases]
    for tick in range(40):
        await asyncio.gather(*(each.carry(Lane.BULK) for each in couriers * 3))
        elapsed = tick * 0.25
        assert len(gateway.sent) <= 10 * (elapsed + 1)
        assert len(gateway.sent) >= 10 * elapsed
        clock.advance(SECOND / 4)


async def test_two_processes_share_one_pace(postgres_url: str, now: datetime) -> None:
    """The same in real time: whatever the machine does, no more leaves than the pace allows."""
    rate, seconds = 40, 2.5
    clock, database = SharedClock(now), Database(postgres_url)
    ids = await promise(database, now, *[f"+3363998{number:04d}" for number in range(400)])
    await set_rate(database, rate)
    async with listening(database, clock) as (base, twilio), AsyncExitStack() as stack:
        await twilio.set_faults(callbacks={"lose": 1})
        processes = [
            await stack.enter_async_context(Senders.opened(postgres_url, twilio.url, base))
            for _process in range(TWO)
        ]
        began = clock()
        for each in processes:
            await each.start(clock.zero, batch=20, calls=10, until_quiet=False)
        await asyncio.sleep(seconds)  # real processes, real time
        came = sorted(message.created_at for message in twilio.desk.store)
        for count, moment in enumerate(came, start=1):
            assert count <= rate * ((moment - began).total_seconds() + 1)
        assert rate < len(came) < len(ids)
    await database.close()


async def test_one_of_two_processes_is_killed(postgres_url: str, now: datetime) -> None:
    """The other one goes on, and takes over what was lost once its lease has ended."""
    clock, database = SharedClock(now), Database(postgres_url)
    ids = await promise(database, now, *[f"+3363998{number:04d}" for number in range(160)])
    async with listening(database, clock) as (base, twilio), AsyncExitStack() as stack:
        await twilio.set_faults(slow_ms=20, callbacks={"lose": 0.5})
        first, second = [
            await stack.enter_async_context(Senders.opened(postgres_url, twilio.url, base))
            for _process in range(TWO)
        ]
        victim = await first.start(clock.zero, batch=20, calls=5, until_quiet=False)
        survivor = await second.start(clock.zero, batch=20, calls=5, until_quiet=False)
        async with asyncio.timeout(20):
            async for _message in twilio.desk.feed.news():
                if len(accepted(twilio)) > 30:
                    break
        victim.kill()
        assert await victim.ended() == -9
        survivor.kill()
        await survivor.ended()
        await to_the_end(second, clock)
        assert accepted(twilio) == dict.fromkeys(ids, 1)
    await database.close()


# One order for each number.


class Watching(FakeGateway):
    """Takes its time, and watches that a number has one message under way at most."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self._under_way: Counter[str] = Counter()
        self.of_number: dict[str, list[str]] = defaultdict(list)

    async def send(self, request: SmsRequest) -> Accepted:
        self._under_way[request.to_number] += 1
        assert self._under_way[request.to_number] == 1
        for _step in range(self._chance.randrange(5)):
            await asyncio.sleep(0)
        self.of_number[request.to_number].append(request.body)
        self._under_way[request.to_number] -= 1
        return await super().send(request)


@pytest.mark.parametrize("lane", list(Lane))
async def test_messages_to_one_number_leave_one_by_one_in_their_order(
    databases: list[Database], clock: MovableClock, now: datetime, lane: Lane
) -> None:
    numbers = [f"+3363998{number:04d}" for number in range(12)]
    bodies = [f"{turn:02d}" for turn in range(8)]
    outgoing = [
        Outgoing(number, body, lane, SENDER, now - timedelta(minutes=8 - turn))
        for turn, body in enumerate(bodies)
        for number in numbers
    ]
    random.Random(1).shuffle(outgoing)
    async with databases[0].write() as session:
        await open_senders(session, [SENDER], FAST)
        await add_deliveries(session, outgoing, now)
    gateway = Watching(random.Random(2))
    limits = Limits(batch=7, replies=7)
    couriers = [Courier(one, gateway, clock, limits=limits) for one in databases for _hand in "12"]
    while len(gateway.sent) < len(outgoing):
        await asyncio.gather(*(each.carry(lane) for each in couriers))
        clock.advance(SECOND)
    assert gateway.of_number == dict.fromkeys(numbers, bodies)


async def test_a_later_message_waits_for_an_unclear_one(
    databases: list[Database], clock: MovableClock, now: datetime
) -> None:
    """At the other process too; but not for ever, as the later one may matter as much."""
    await promise(databases[0], now, ALICE, body="la date")
    await promise(databases[0], now, ALICE, body="la date corrigée", due_at=now + SECOND)
    gateway = FakeGateway()
    couriers = [Courier(one, gateway, clock) for one in databases]
    gateway.errors.append(OutcomeUnknownError("disconnect"))
    await couriers[0].carry(Lane.BULK)
    for wait in (2 * SECOND, LISTING_GRACE, ORDER_PATIENCE - LISTING_GRACE - 4 * SECOND):
        clock.advance(wait)
        for each in couriers:
            assert (await each.carry(Lane.BULK)).sent == 0
    clock.advance(4 * SECOND)
    await couriers[1].carry(Lane.BULK)
    assert [request.body for request in gateway.sent] == ["la date corrigée"]
    async with databases[0].read() as session:
        states = set(await session.scalars(select(Delivery.state)))
    assert states == {DeliveryState.UNKNOWN, DeliveryState.ACCEPTED}
