"""Receipts: any order, any number of times, any word."""

import asyncio
from datetime import datetime
from itertools import permutations

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.optouts import opted_out
from broadcaster.sending.models import Delivery, DeliveryState, ProviderEvent, SkipReason
from broadcaster.sending.receipts import events_of, record_receipt
from tests.broadcaster.sending.fakes import ALICE, BORIS, broadcast, delivery, promise
from tests.broadcaster.sending.households import contact_with

ORDERS = list(permutations(["queued", "sent", "delivered"]))


async def receive(
    database: Database, now: datetime, delivery_id: str, status: str, code: str = ""
) -> None:
    fields = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code, "Body": "secret"}
    async with database.write() as session:
        await record_receipt(session, delivery_id, fields, now)


@pytest.mark.parametrize("order", ORDERS, ids=["-".join(order) for order in ORDERS])
async def test_the_highest_rank_wins_whatever_the_order(
    database: Database, now: datetime, order: tuple[str, ...]
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    for status in order:
        await receive(database, now, delivery_id, status)
    found = await delivery(database, delivery_id)
    assert (found.state, found.sid) == (DeliveryState.DELIVERED, "SM1")


async def test_a_duplicate_is_kept_once(database: Database, now: datetime) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    for _time in range(3):
        await receive(database, now, delivery_id, "sent")
    async with database.read() as session:
        assert len(await events_of(session, delivery_id)) == 1


async def test_a_word_nobody_knows_is_kept_and_changes_nothing(
    database: Database, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    await receive(database, now, delivery_id, "teleported")
    async with database.read() as session:
        (event,) = await events_of(session, delivery_id)
    assert event.status == "teleported"
    assert (await delivery(database, delivery_id)).state is DeliveryState.PENDING


async def test_a_receipt_for_an_unknown_id_is_kept(database: Database, now: datetime) -> None:
    await receive(database, now, "f" * 32, "sent")
    async with database.read() as session:
        kept = (await session.scalars(select(ProviderEvent))).one()
    assert (kept.delivery_id, kept.sid) == (None, "SM1")


async def test_the_text_of_a_message_is_not_kept_twice(database: Database, now: datetime) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    await receive(database, now, delivery_id, "sent")
    async with database.read() as session:
        (event,) = await events_of(session, delivery_id)
    assert "Body" not in event.fields


@pytest.mark.parametrize("code", ["30008", "not a number", "9" * 40, "²"])
async def test_any_error_code_is_taken(database: Database, now: datetime, code: str) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    await receive(database, now, delivery_id, "undelivered", code)
    assert (await delivery(database, delivery_id)).state is DeliveryState.UNDELIVERED


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param("21614", NumberKind.LANDLINE, id="21614, not a mobile"),
        pytest.param("30006", NumberKind.LANDLINE, id="30006, landline"),
        pytest.param("30005", NumberKind.GONE, id="30005, nobody has it"),
        pytest.param("21211", NumberKind.INVALID, id="21211, no such number"),
        pytest.param("21610", NumberKind.MOBILE, id="21610, opted out"),
        pytest.param("30003", NumberKind.MOBILE, id="30003, switched off"),
        pytest.param("30008", NumberKind.MOBILE, id="30008, unknown"),
        pytest.param("", NumberKind.MOBILE, id="no code"),
    ],
)
async def test_what_an_error_tells_of_a_number_is_remembered_for_all_its_households(
    database: Database, now: datetime, code: str, kind: NumberKind
) -> None:
    await contact_with(database, ALICE)  # of two households
    (delivery_id,) = await promise(database, now, ALICE)

    await receive(database, now, delivery_id, "undelivered", code)

    async with database.read() as session:
        kinds = list(await session.scalars(select(Contact.kind)))
        silent = await opted_out(session, [ALICE])
    assert kinds == [kind, kind]
    assert silent == ({ALICE} if code == "21610" else set())


async def test_who_opted_out_at_the_provider_gets_nothing_that_waits(
    database: Database, now: datetime
) -> None:
    first, second = await promise(database, now, ALICE, ALICE)
    (other,) = await promise(database, now, BORIS)

    await receive(database, now, first, "failed", "21610")

    stopped = await delivery(database, second)
    assert (stopped.state, stopped.skip_reason) == (DeliveryState.SKIPPED, SkipReason.OPTED_OUT)
    assert (await delivery(database, other)).state is DeliveryState.PENDING


async def test_callbacks_at_the_same_moment_are_all_kept(database: Database, now: datetime) -> None:
    """Each of them would be the first to tell the message's id: none may lock the other out."""
    ids = await promise(database, now, *[ALICE] * 5)

    async def tell(delivery_id: str, status: str) -> None:
        fields = {"MessageSid": f"SM{delivery_id}", "MessageStatus": status}
        async with database.write() as session:
            await record_receipt(session, delivery_id, fields, now)

    words = ("queued", "sent", "delivered", "sent")
    await asyncio.gather(*(tell(one, word) for one in ids for word in words))
    for one in ids:
        found = await delivery(database, one)
        assert (found.state, found.sid) == (DeliveryState.DELIVERED, f"SM{one}")
        async with database.read() as session:
            assert len(await events_of(session, one)) == 3


async def test_a_second_try_is_kept_back_when_the_first_arrived_at_the_same_moment(
    database: Database, now: datetime
) -> None:
    contact_id = await contact_with(database, ALICE)
    broadcast_id = await broadcast(database, now)
    (first,) = await promise(database, now, ALICE, broadcast_id=broadcast_id)
    async with database.write() as session:
        (await session.get_one(Delivery, first)).contact_id = contact_id
    await asyncio.gather(
        receive(database, now, first, "undelivered", "30003"),
        receive(database, now, first, "delivered"),
    )
    async with database.read() as session:
        rows = list(await session.scalars(select(Delivery).order_by(Delivery.round)))
    assert rows[0].state is DeliveryState.DELIVERED
    assert [row.state for row in rows[1:]] in ([], [DeliveryState.SKIPPED])


@pytest.mark.parametrize("name", ["SmsSid", "Surprise"])
async def test_a_callback_without_the_usual_id_still_finds_its_row(
    database: Database, now: datetime, name: str
) -> None:
    ids = await promise(database, now, ALICE, BORIS)
    for number, delivery_id in enumerate(ids):
        fields = {name: f"SM{number}", "MessageStatus": "sent"}
        async with database.write() as session:
            await record_receipt(session, delivery_id, fields, now)
    states = [(await delivery(database, one)).state for one in ids]
    assert states == [DeliveryState.SENT, DeliveryState.SENT]


async def test_a_status_under_its_older_name_counts(database: Database, now: datetime) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    async with database.write() as session:
        await record_receipt(session, delivery_id, {"SmsSid": "SM1", "SmsStatus": "sent"}, now)
    assert (await delivery(database, delivery_id)).state is DeliveryState.SENT


async def test_an_id_that_another_delivery_has_costs_no_news(
    database: Database, now: datetime
) -> None:
    """The reconciler may have matched a message with the wrong one of two equal texts."""
    first, second = await promise(database, now, ALICE, ALICE)
    async with database.write() as session:
        (await session.get_one(Delivery, first)).sid = "SM1"
    await receive(database, now, second, "delivered")
    assert (await delivery(database, second)).state is DeliveryState.DELIVERED
    assert (await delivery(database, first)).sid == "SM1"
