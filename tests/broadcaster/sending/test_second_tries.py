"""Second tries: one later message to a telephone that was off, if it is still of use then."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.mailings import cancel
from broadcaster.sending.models import Delivery, DeliveryState, Lane, SkipReason
from broadcaster.sending.receipts import record_receipt
from broadcaster.sending.second_tries import LATER, SECOND
from tests.broadcaster.sending.fakes import ALICE, FakeGateway, broadcast, promise
from tests.broadcaster.sending.households import contact_with
from tests.support.clock import MovableClock

OFF, GONE = "30003", "30005"
HOUR = timedelta(hours=1)


class Office:
    """A broadcast whose one message left."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.gateway = FakeGateway()
        self.courier = Courier(database, self.gateway, clock)
        self.broadcast_id = 0
        self.first = ""

    async def build(self) -> None:
        contact_id = await contact_with(self.database, ALICE)
        self.broadcast_id = await broadcast(self.database, self.clock())
        (self.first,) = await promise(
            self.database, self.clock(), ALICE, broadcast_id=self.broadcast_id
        )
        await self.change(contact_id=contact_id)
        await self.courier.carry(Lane.BULK)

    async def change(self, **values: object) -> None:
        async with self.database.write() as session:
            await session.execute(update(Delivery).values(**values))

    async def tell(self, status: str, code: str = "", delivery_id: str = "") -> None:
        fields = {"MessageSid": f"SM{delivery_id}", "MessageStatus": status, "ErrorCode": code}
        async with self.database.write() as session:
            await record_receipt(session, delivery_id or self.first, fields, self.clock())

    async def tries(self) -> list[Delivery]:
        async with self.database.read() as session:
            query = select(Delivery).where(Delivery.round == SECOND)
            return list(await session.scalars(query))


@pytest.fixture
async def office(database: Database, clock: MovableClock) -> Office:
    there = Office(database, clock)
    await there.build()
    return there


@pytest.mark.parametrize(
    ("status", "code", "tries"),
    [
        ("undelivered", OFF, 1),
        ("undelivered", "30008", 1),
        ("failed", "30001", 1),
        ("undelivered", GONE, 0),
        ("undelivered", "30006", 0),
        ("failed", "30007", 0),
        ("undelivered", "", 0),
        ("delivered", "", 0),
    ],
)
async def test_what_the_next_time_may_mend_is_tried_once_more(
    office: Office, status: str, code: str, tries: int
) -> None:
    await office.tell(status, code)
    assert len(await office.tries()) == tries


async def test_it_is_the_same_message_a_little_later(office: Office) -> None:
    await office.change(told="2026-05-12", expires_at=office.clock() + 5 * HOUR)
    await office.tell("undelivered", OFF)
    (second,) = await office.tries()
    async with office.database.read() as session:
        first = await session.get_one(Delivery, office.first)
    alike = ("broadcast_id", "contact_id", "to_number", "body", "sender", "lane", "segments",
             "told", "expires_at")  # fmt: skip
    for name in alike:
        assert getattr(second, name) == getattr(first, name), name
    assert second.due_at == office.clock() + LATER
    assert (second.state, second.sid, second.error_code) == (DeliveryState.PENDING, None, None)
    assert (first.state, first.error_code) == (DeliveryState.UNDELIVERED, int(OFF))


async def test_it_leaves_when_it_is_due_and_not_before(office: Office) -> None:
    await office.tell("undelivered", OFF)
    office.clock.advance(LATER - timedelta(seconds=1))
    assert (await office.courier.carry(Lane.BULK)).sent == 0
    office.clock.advance(timedelta(seconds=1))
    assert (await office.courier.carry(Lane.BULK)).sent == 1
    (second,) = await office.tries()
    assert office.gateway.sent[-1].delivery_id == second.id


async def test_there_is_no_third(office: Office) -> None:
    await office.tell("undelivered", OFF)
    office.clock.advance(LATER)
    await office.courier.carry(Lane.BULK)
    (second,) = await office.tries()
    await office.tell("undelivered", OFF, second.id)
    assert len(await office.tries()) == 1


async def test_told_twice_it_is_tried_once(office: Office) -> None:
    await office.tell("failed", OFF)
    await office.tell("undelivered", OFF)
    await office.tell("undelivered", "30008")
    assert len(await office.tries()) == 1


async def test_nobody_is_written_to_who_is_in_the_register_no_more(office: Office) -> None:
    await office.change(contact_id=None)
    await office.tell("failed", OFF)
    await office.tell("undelivered", OFF)
    assert await office.tries() == []


@pytest.mark.parametrize(
    ("left", "tries"), [(LATER, 0), (LATER + timedelta(seconds=1), 1)], ids=["no", "just"]
)
async def test_it_must_still_be_of_use_then(office: Office, left: timedelta, tries: int) -> None:
    await office.change(expires_at=office.clock() + left)
    await office.tell("undelivered", OFF)
    assert len(await office.tries()) == tries


async def test_an_answer_to_a_tenant_is_not_tried_again(office: Office) -> None:
    (answer,) = await promise(office.database, office.clock(), ALICE, lane=Lane.REPLY)
    await office.courier.carry(Lane.REPLY)
    await office.tell("undelivered", OFF, answer)
    assert await office.tries() == []


async def test_when_the_first_arrived_after_all_the_second_is_kept_back(office: Office) -> None:
    await office.tell("undelivered", OFF)
    await office.tell("delivered")
    (second,) = await office.tries()
    assert (second.state, second.skip_reason) == (DeliveryState.SKIPPED, SkipReason.SUPERSEDED)


async def test_the_gate_judges_it_when_it_leaves(office: Office) -> None:
    await office.tell("undelivered", OFF)
    async with office.database.write() as session:
        assert await cancel(session, office.broadcast_id, office.clock()) == 1
    office.clock.advance(LATER)
    assert (await office.courier.carry(Lane.BULK)).sent == 0


async def test_what_was_told_of_the_first_in_the_evening_waits_for_the_morning(
    office: Office,
) -> None:
    office.clock.advance(10 * HOUR)  # 19:00
    await office.tell("undelivered", OFF)
    office.clock.advance(LATER)
    await office.courier.carry(Lane.BULK)
    (second,) = await office.tries()
    assert second.state is DeliveryState.HELD
