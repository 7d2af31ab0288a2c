"""The courier: due messages sent, each outcome written down."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from broadcaster.database import Database
from broadcaster.register.optouts import opted_out
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.gateways.gateway import (
    Accepted,
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
)
from broadcaster.sending.ledger.claims import CALL_WITHIN
from broadcaster.sending.models import DeliveryState, Lane
from tests.broadcaster.sending.fakes import ALICE, BORIS, FakeGateway, delivery, promise
from tests.support.clock import MovableClock


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def courier(database: Database, gateway: FakeGateway, clock: MovableClock) -> Courier:
    return Courier(database, gateway, clock)


async def test_a_look_that_finds_nothing_waits_for_no_writer(
    database: Database, courier: Courier, now: datetime
) -> None:
    await promise(database, now + timedelta(hours=1), ALICE)
    async with database.write():
        async with asyncio.timeout(5):
            assert (await courier.carry(Lane.BULK)).judged == 0


async def test_a_due_message_leaves_once_and_its_id_is_kept(
    database: Database, courier: Courier, gateway: FakeGateway, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    assert (await courier.carry(Lane.BULK)).sent == 1
    assert (await courier.carry(Lane.BULK)).sent == 0
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
    courier: Courier,
    gateway: FakeGateway,
    now: datetime,
    error: Exception,
    state: DeliveryState,
    code: int | None,
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    gateway.errors.append(error)
    await courier.carry(Lane.BULK)
    found = await delivery(database, delivery_id)
    assert (found.state, found.error_code) == (state, code)


async def test_an_unclear_outcome_is_never_sent_again_blindly(
    database: Database,
    courier: Courier,
    gateway: FakeGateway,
    clock: MovableClock,
    now: datetime,
) -> None:
    await promise(database, now, ALICE)
    gateway.errors.append(OutcomeUnknownError("disconnect"))
    await courier.carry(Lane.BULK)
    clock.advance(timedelta(days=2))
    assert (await courier.carry(Lane.BULK)).sent == 0
    assert gateway.sent == []


async def test_a_throttled_message_is_sent_after_a_pause(
    database: Database,
    courier: Courier,
    gateway: FakeGateway,
    clock: MovableClock,
    now: datetime,
) -> None:
    await promise(database, now, ALICE)
    gateway.errors.append(ThrottledError())
    await courier.carry(Lane.BULK)
    assert (await courier.carry(Lane.BULK)).sent == 0
    clock.advance(timedelta(seconds=1))
    assert (await courier.carry(Lane.BULK)).sent == 1
    assert len(gateway.sent) == 1


async def test_a_number_the_provider_knows_as_opted_out_is_kept_silent(
    database: Database, courier: Courier, gateway: FakeGateway, now: datetime
) -> None:
    await promise(database, now, ALICE)
    gateway.errors.append(RefusedError(21610, 400))
    await courier.carry(Lane.BULK)
    async with database.read() as session:
        assert await opted_out(session, {ALICE, BORIS}) == {ALICE}


async def test_an_outcome_the_database_refuses_does_not_hold_up_the_others(
    sqlite_database: Database, gateway: FakeGateway, clock: MovableClock, now: datetime
) -> None:
    alice, boris = await promise(sqlite_database, now, ALICE, BORIS)
    async with sqlite_database.write() as session:
        await session.execute(
            text(f"""
            CREATE TRIGGER refused BEFORE UPDATE OF sid ON delivery WHEN new.id = '{alice}'
            BEGIN SELECT RAISE(ABORT, 'not this one'); END""")
        )
    await Courier(sqlite_database, gateway, clock).carry(Lane.BULK)
    assert (await delivery(sqlite_database, alice)).state is DeliveryState.SENDING
    assert (await delivery(sqlite_database, boris)).state is DeliveryState.ACCEPTED


async def test_a_call_that_breaks_in_an_unforeseen_way_is_unclear(
    database: Database, courier: Courier, gateway: FakeGateway, now: datetime
) -> None:
    alice, boris = await promise(database, now, ALICE, BORIS)
    gateway.errors.append(ZeroDivisionError())
    await courier.carry(Lane.BULK)
    states = {(await delivery(database, each)).state for each in (alice, boris)}
    assert states == {DeliveryState.UNKNOWN, DeliveryState.ACCEPTED}


async def test_after_a_429_no_other_call_of_the_batch_is_made(
    database: Database, gateway: FakeGateway, clock: MovableClock, now: datetime
) -> None:
    courier = Courier(database, gateway, clock, limits=Limits(calls=1))
    numbers = [f"+3363998{number:04d}" for number in range(30)]
    ids = await promise(database, now, *numbers)
    gateway.errors.append(ThrottledError())
    await courier.carry(Lane.BULK)
    assert gateway.sent == []
    assert {(await delivery(database, one)).state for one in ids} == {DeliveryState.PENDING}
    clock.advance(timedelta(seconds=1))
    await courier.carry(Lane.BULK)
    assert sorted(request.delivery_id for request in gateway.sent) == sorted(ids)


class SlowGateway(FakeGateway):
    """Each call takes so long on the clock."""

    def __init__(self, clock: MovableClock, each: timedelta) -> None:
        super().__init__()
        self._clock, self._each = clock, each

    async def send(self, request: SmsRequest) -> Accepted:
        self._clock.advance(self._each)
        return await super().send(request)


async def test_a_call_too_long_after_its_claim_is_not_made(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    """Another process may be about to take the message over."""
    numbers = [f"+3363998{number:04d}" for number in range(6)]
    ids = await promise(database, now, *numbers)
    gateway = SlowGateway(clock, CALL_WITHIN / 2)
    courier = Courier(database, gateway, clock, limits=Limits(calls=1))
    await courier.carry(Lane.BULK)
    assert len(gateway.sent) == 3  # the third one began just in time
    states = [(await delivery(database, one)).state for one in ids]
    assert Counter(states) == {DeliveryState.ACCEPTED: 3, DeliveryState.PENDING: 3}
    clock.advance(timedelta(seconds=1))
    await courier.carry(Lane.BULK)
    assert Counter(request.delivery_id for request in gateway.sent) == dict.fromkeys(ids, 1)


async def test_no_more_calls_are_under_way_than_allowed(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    class Crowd(FakeGateway):
        under_way = most = 0

        async def send(self, request: SmsRequest) -> Accepted:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            await asyncio.sleep(0)
            self.under_way -= 1
            return await super().send(request)

    await promise(database, now, *[f"+3363998{number:04d}" for number in range(20)])
    gateway = Crowd()
    courier = Courier(database, gateway, clock, limits=Limits(calls=3))
    await asyncio.gather(courier.carry(Lane.BULK), courier.carry(Lane.BULK))
    assert (len(gateway.sent), gateway.most) == (20, 3)
