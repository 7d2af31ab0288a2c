"""What every engine promises, on every database it works with."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.sending.engines.distributed.engine import ProcrastinateEngine, Rhythm
from broadcaster.sending.engines.distributed.schema import make_queue
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.gateway import ThrottledError
from broadcaster.sending.ledger import wake_held
from broadcaster.sending.models import DeliveryState, Lane
from tests.broadcaster.sending.engines.combinations import (
    SlowGateway,
    SqliteWithOutage,
    Workplace,
    courier_of,
    number,
)
from tests.broadcaster.sending.fakes import ALICE, BORIS, broadcast
from tests.support.clock import MovableClock
from tests.support.databases import PostgresTemplates
from tests.support.waiting import until

QUICK = Rhythm(look=0.1, pool_patience=0.5)


@pytest.fixture(params=["local-sqlite", "local-postgresql", "procrastinate-postgresql"])
async def workplace(
    request: pytest.FixtureRequest, clock: MovableClock
) -> AsyncIterator[Workplace]:
    """Each engine on each database, its sender known."""
    kind, on = request.param.split("-")
    made = _on_sqlite(request, clock) if on == "sqlite" else _on_postgres(request, clock)
    if kind == "procrastinate":
        await make_queue(made.database)
        made.engine = ProcrastinateEngine(
            courier_of(made.database, made.gateway, clock), rhythm=QUICK
        )
    await made.open()
    yield made
    await made.database.close()


def _on_sqlite(request: pytest.FixtureRequest, clock: MovableClock) -> Workplace:
    database = SqliteWithOutage(request.getfixturevalue("sqlite_url"))

    def switch(*, away: bool) -> None:
        database.away = away

    return _local(database, clock, lambda: switch(away=True), lambda: switch(away=False))


def _on_postgres(request: pytest.FixtureRequest, clock: MovableClock) -> Workplace:
    url: str = request.getfixturevalue("postgres_url")
    server: PostgresTemplates = request.getfixturevalue("postgres_templates")
    return _local(Database(url), clock, lambda: server.shut(url), lambda: server.reopen(url))


def _local(
    database: Database,
    clock: MovableClock,
    take_away: Callable[[], None],
    give_back: Callable[[], None],
) -> Workplace:
    gateway = SlowGateway()
    engine = LocalEngine(courier_of(database, gateway, clock))
    return Workplace(engine, database, gateway, clock, take_away, give_back)


async def test_everything_promised_is_sent_exactly_once(workplace: Workplace) -> None:
    async with workplace.running():
        ids = await workplace.promise([number(n) for n in range(420)])
        ids += await workplace.promise([number(n) for n in range(420, 450)])
        ids += await workplace.promise([number(n) for n in range(30)], Lane.REPLY)
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(ids)


async def test_what_was_promised_before_the_start_is_sent(workplace: Workplace) -> None:
    ids = await workplace.promise([ALICE, BORIS])
    async with workplace.running():
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(ids)


async def test_rows_that_nobody_submitted_are_sent(workplace: Workplace) -> None:
    """Their process died before it could, or somebody else made them due."""
    async with workplace.running():
        ids = await workplace.promise([ALICE], submitted=False)
        ids += await workplace.promise([BORIS], Lane.REPLY, submitted=False)
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(ids)


async def test_a_promise_rolled_back_sends_nothing(workplace: Workplace) -> None:
    async def take_back() -> None:
        async with workplace.database.write() as session:
            await workplace.promise_in(session, [ALICE])
            raise LookupError

    async with workplace.running():
        with pytest.raises(LookupError):
            await take_back()
        await workplace.promise([BORIS])
        await until(workplace.all_accepted)
    assert [request.to_number for request in workplace.gateway.sent] == [BORIS]


async def test_replies_leave_while_bulk_is_busy(workplace: Workplace) -> None:
    gateway = workplace.gateway
    async with workplace.running():
        await workplace.promise([number(n) for n in range(500)], body=gateway.SLOW)
        await until(lambda: gateway.under_way >= 20)
        await workplace.promise([ALICE], Lane.REPLY)
        await until(lambda: bool(gateway.sent))
        assert [request.to_number for request in gateway.sent] == [ALICE]
        gateway.let_through.set()
        await until(workplace.all_accepted)


async def test_it_stops_once_every_outcome_is_written(workplace: Workplace) -> None:
    gateway = workplace.gateway
    async with workplace.running() as task:
        await workplace.promise([number(n) for n in range(500)], body=gateway.SLOW)
        await until(lambda: gateway.under_way >= 20)
        workplace.engine.stop()
        assert not task.done()
        gateway.let_through.set()
    assert len(gateway.sent) >= 20
    assert await workplace.count(DeliveryState.ACCEPTED) == len(gateway.sent)
    assert await workplace.count(DeliveryState.SENDING) == 0
    assert await workplace.open_attempts() == 0


async def test_a_database_that_goes_away_loses_and_doubles_nothing(workplace: Workplace) -> None:
    gateway = workplace.gateway
    async with workplace.running():
        ids = await workplace.promise([number(n) for n in range(250)], body=gateway.SLOW)
        await until(lambda: gateway.under_way >= 20)
        workplace.take_away()
        gateway.let_through.set()
        await until(lambda: len(gateway.sent) >= 40)  # nobody can write that down
        workplace.give_back()
        await until(workplace.all_accepted)
    assert gateway.times_sent == Counter(ids)


async def test_it_works_on_after_a_database_was_away(workplace: Workplace) -> None:
    async with workplace.running():
        first = await workplace.promise([ALICE])
        await until(workplace.all_accepted)
        workplace.take_away()
        workplace.give_back()
        second = await workplace.promise([BORIS], Lane.REPLY)
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(first + second)


async def test_what_waits_for_the_morning_leaves_when_it_is_woken(workplace: Workplace) -> None:
    clock = workplace.clock
    broadcast_id = await broadcast(workplace.database, clock())
    clock.moment = datetime(2026, 5, 4, 22, tzinfo=PARIS).astimezone(UTC)
    async with workplace.running():
        await workplace.promise([ALICE, BORIS], broadcast_id=broadcast_id)
        await until(lambda: _are(workplace, 2, DeliveryState.HELD))
        assert workplace.gateway.sent == []
        clock.moment = datetime(2026, 5, 5, 8, tzinfo=PARIS).astimezone(UTC)
        async with workplace.database.write() as session:
            assert await wake_held(session, clock()) == 2
        await until(workplace.all_accepted)


async def test_what_is_scheduled_leaves_when_it_is_due(workplace: Workplace) -> None:
    at = workplace.clock() + timedelta(hours=1)
    async with workplace.running():
        ids = await workplace.promise([ALICE], due_at=at)
        ids += await workplace.promise([BORIS])
        await until(lambda: _are(workplace, 1, DeliveryState.ACCEPTED))
        assert [request.to_number for request in workplace.gateway.sent] == [BORIS]
        workplace.clock.moment = at
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(ids)


@pytest.mark.parametrize("lane", list(Lane))
async def test_an_answer_429_slows_and_costs_nothing(workplace: Workplace, lane: Lane) -> None:
    workplace.gateway.errors.append(ThrottledError())
    async with workplace.running():
        ids = await workplace.promise([ALICE, BORIS], lane)
        await until(lambda: not workplace.gateway.errors)
        await until(lambda: _are(workplace, 0, DeliveryState.SENDING))
        # The other one too, unless its call had begun.
        assert await workplace.count(DeliveryState.PENDING) >= 1
        workplace.clock.advance(timedelta(seconds=1))
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(ids)


async def test_the_pace_is_kept_and_bulk_goes_on_after_each_wait(workplace: Workplace) -> None:
    await workplace.open(rate=10)
    async with workplace.running():
        ids = await workplace.promise([number(n) for n in range(25)])
        await until(lambda: _are(workplace, 10, DeliveryState.ACCEPTED))
        assert len(workplace.gateway.sent) == 10
        workplace.clock.advance(timedelta(seconds=1))
        await until(lambda: _are(workplace, 20, DeliveryState.ACCEPTED))
        assert len(workplace.gateway.sent) == 20
        workplace.clock.advance(timedelta(seconds=1))
        await until(workplace.all_accepted)
    assert workplace.gateway.times_sent == Counter(ids)


async def _are(workplace: Workplace, many: int, state: DeliveryState) -> bool:
    return await workplace.count(state) == many
