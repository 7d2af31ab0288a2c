"""The engine: due messages sent, each outcome written down."""

import asyncio
from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.register.optouts import opted_out
from broadcaster.sending.engines.local import THROTTLED_PAUSE, LocalEngine
from broadcaster.sending.gateways.gateway import OutcomeUnknownError, RefusedError, ThrottledError
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import DeliveryState, Lane
from tests.broadcaster.sending.fakes import ALICE, BORIS, SENDER, FakeGateway, delivery, promise
from tests.support.clock import MovableClock


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def engine(database: Database, gateway: FakeGateway, clock: MovableClock) -> LocalEngine:
    return LocalEngine(database, gateway, clock)


async def test_a_due_message_leaves_once_and_its_id_is_kept(
    database: Database, engine: LocalEngine, gateway: FakeGateway, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    assert await engine.send_due(Lane.BULK) == 1
    assert await engine.send_due(Lane.BULK) == 0
    sent = await delivery(database, delivery_id)
    assert (sent.state, sent.sid) == (DeliveryState.ACCEPTED, f"SM{1:032x}")
    assert [(request.delivery_id, request.to_number) for request in gateway.sent] == [
        (delivery_id, ALICE)
    ]


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        pytest.param(RefusedError(21211, 400), DeliveryState.FAILED, 21211, id="refused"),
        pytest.param(OutcomeUnknownError("timeout"), DeliveryState.UNKNOWN, None, id="unclear"),
        pytest.param(ThrottledError(), DeliveryState.PENDING, None, id="throttled"),
    ],
)
async def test_what_goes_wrong_is_written_down(
    database: Database,
    engine: LocalEngine,
    gateway: FakeGateway,
    now: datetime,
    error: Exception,
    state: DeliveryState,
    code: int | None,
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    gateway.errors.append(error)
    await engine.send_due(Lane.BULK)
    found = await delivery(database, delivery_id)
    assert (found.state, found.error_code) == (state, code)


async def test_an_unclear_outcome_is_never_sent_again_blindly(
    database: Database,
    engine: LocalEngine,
    gateway: FakeGateway,
    clock: MovableClock,
    now: datetime,
) -> None:
    await promise(database, now, ALICE)
    gateway.errors.append(OutcomeUnknownError("disconnect"))
    await engine.send_due(Lane.BULK)
    clock.advance(timedelta(days=2))
    assert await engine.send_due(Lane.BULK) == 0
    assert gateway.sent == []


async def test_a_throttled_message_is_sent_after_a_pause(
    database: Database,
    engine: LocalEngine,
    gateway: FakeGateway,
    clock: MovableClock,
    now: datetime,
) -> None:
    await promise(database, now, ALICE)
    gateway.errors.append(ThrottledError())
    await engine.send_due(Lane.BULK)
    assert await engine.send_due(Lane.BULK) == 0
    clock.advance(THROTTLED_PAUSE)
    assert await engine.send_due(Lane.BULK) == 1
    assert len(gateway.sent) == 1


async def test_a_number_the_provider_knows_as_opted_out_is_kept_silent(
    database: Database, engine: LocalEngine, gateway: FakeGateway, now: datetime
) -> None:
    await promise(database, now, ALICE)
    gateway.errors.append(RefusedError(21610, 400))
    await engine.send_due(Lane.BULK)
    async with database.read() as session:
        assert await opted_out(session, {ALICE, BORIS}) == {ALICE}


async def test_it_wakes_when_a_transaction_commits_and_stops_when_asked(
    database: Database, engine: LocalEngine, gateway: FakeGateway, now: datetime
) -> None:
    running = asyncio.create_task(engine.run())
    async with database.write() as session:
        outgoing = [Outgoing(ALICE, "Bonjour", Lane.REPLY, SENDER, now)]
        await engine.submit(session, await add_deliveries(session, outgoing, now))
    async with asyncio.timeout(10):
        while not gateway.sent:  # noqa: ASYNC110 - the fake has no event to wait for
            await asyncio.sleep(0)
        engine.stop()
        await running
    assert [request.to_number for request in gateway.sent] == [ALICE]
