"""Two senders on one database: one pace, one order for each number, and one may be killed."""

import asyncio
import random
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import select, update

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.gateways.gateway import Accepted, OutcomeUnknownError, SmsRequest
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.ledger.claims import ORDER_PATIENCE
from broadcaster.sending.models import Attempt, Delivery, DeliveryState, Lane, Sender
from broadcaster.sending.pace import BURST, open_senders
from broadcaster.sending.reconcile import LISTING_GRACE
from tests.broadcaster.sending.fakes import ALICE, FAST, SENDER, FakeGateway, promise
from tests.broadcaster.sending.proofs.service import accepted, listening
from tests.broadcaster.sending.proofs.test_sigkill import SharedClock, to_the_end
from tests.support.clock import MovableClock
from tests.support.sending_process import Senders
from tests.support.twilio import Running as Twilio

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


async def claims(database: Database) -> list[datetime]:
    """When each message was taken for sending."""
    async with database.read() as session:
        return list(await session.scalars(select(Attempt.started_at).order_by(Attempt.started_at)))


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


@pytest.fixture
async def on_postgresql(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database(postgres_url)
    yield opened
    await opened.close()


@asynccontextmanager
async def two_processes(
    database: Database, clock: SharedClock
) -> AsyncIterator[tuple[Twilio, list[Senders]]]:
    """A local Twilio, and two processes that can send to it."""
    url = database.url.render_as_string(hide_password=False)
    async with listening(database, clock) as (base, twilio), AsyncExitStack() as stack:
        senders = [
            await stack.enter_async_context(Senders.opened(url, twilio.url, base))
            for _process in range(TWO)
        ]
        yield twilio, senders


async def until_accepted(twilio: Twilio, count: int) -> None:
    async with asyncio.timeout(60):
        async for _news in twilio.desk.feed.news():
            if accepted(twilio).total() >= count:
                return


async def test_two_processes_share_one_pace(on_postgresql: Database, now: datetime) -> None:
    """The same in real time: whatever the machine does, no more leaves than the pace allows."""
    rate, clock = 40, SharedClock(now)
    await promise(on_postgresql, now, *[f"+3363998{number:04d}" for number in range(400)])
    await set_rate(on_postgresql, rate)
    async with two_processes(on_postgresql, clock) as (twilio, processes):
        await twilio.set_faults(callbacks={"lose": 1})
        for each in processes:
            await each.start(clock.zero, batch=20, calls=10, until_quiet=False)
        await until_accepted(twilio, rate * 3)
    claimed = await claims(on_postgresql)
    for count, moment in enumerate(claimed, start=1):
        assert count <= rate * ((moment - claimed[0]).total_seconds() + BURST)


async def test_one_of_two_processes_is_killed(on_postgresql: Database, now: datetime) -> None:
    """The other one goes on, and takes over what was lost once its lease has ended."""
    clock = SharedClock(now)
    numbers = [f"+3363998{number:04d}" for number in range(160)]
    ids = await promise(on_postgresql, now, *numbers)
    async with two_processes(on_postgresql, clock) as (twilio, (first, second)):
        await twilio.set_faults(slow_ms=20, callbacks={"lose": 0.5})
        victim = await first.start(clock.zero, batch=20, calls=5, until_quiet=False)
        survivor = await second.start(clock.zero, batch=20, calls=5, until_quiet=False)
        await until_accepted(twilio, 30)
        victim.kill()
        assert await victim.ended() == -9
        await until_accepted(twilio, 100)
        survivor.kill()
        await survivor.ended()
        await to_the_end(second, clock)
        assert accepted(twilio) == dict.fromkeys(ids, 1)


# One order for each number.


class Watching(FakeGateway):
    """While a call is under way another process takes what it can; this watches what that is."""

    def __init__(self) -> None:
        super().__init__()
        self.others: deque[Courier] = deque()
        self._under_way: Counter[str] = Counter()
        self.most_at_once = 0
        self.of_number: dict[str, list[str]] = defaultdict(list)

    async def send(self, request: SmsRequest) -> Accepted:
        self._under_way[request.to_number] += 1
        self.most_at_once = max(self.most_at_once, self._under_way[request.to_number])
        if self.others:
            other = self.others.popleft()
            await other.carry(Lane.BULK)
            self.others.append(other)
        self.of_number[request.to_number].append(request.body)
        self._under_way[request.to_number] -= 1
        return await super().send(request)


NUMBERS: Final = [f"+3363998{number:04d}" for number in range(12)]
BODIES: Final = [f"{turn:02d}" for turn in range(8)]


async def promise_in_turns(database: Database, lane: Lane, now: datetime) -> None:
    """Several messages to each number, due one after the other, written down in any order."""
    outgoing = [
        Outgoing(number, body, lane, SENDER, now - timedelta(minutes=len(BODIES) - turn))
        for turn, body in enumerate(BODIES)
        for number in NUMBERS
    ]
    random.Random(1).shuffle(outgoing)
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)
        await add_deliveries(session, outgoing, now)


async def test_messages_to_one_number_leave_one_by_one_in_their_order(
    databases: list[Database], clock: MovableClock, now: datetime
) -> None:
    await promise_in_turns(databases[0], Lane.BULK, now)
    gateway, limits = Watching(), Limits(batch=7)
    first, *others = [
        Courier(one, gateway, clock, limits=limits) for one in databases for _hand in "12"
    ]
    gateway.others += others
    while (await first.carry(Lane.BULK)).judged:
        clock.advance(SECOND)
    assert gateway.of_number == dict.fromkeys(NUMBERS, BODIES)
    assert gateway.most_at_once == 1


async def test_answers_taken_together_leave_in_their_order(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    """They do not wait for what other hands send: an answer must not hang on a dead process."""
    await promise_in_turns(database, Lane.REPLY, now)
    gateway = Watching()
    courier = Courier(database, gateway, clock, limits=Limits(replies=30))
    while (await courier.carry(Lane.REPLY)).sent:
        pass
    assert gateway.of_number == dict.fromkeys(NUMBERS, BODIES)


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
