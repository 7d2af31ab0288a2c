"""Receipts: any order, any number of times, any word."""

from datetime import datetime
from itertools import permutations

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Contact, NumberKind
from broadcaster.sending.models import DeliveryState, ProviderEvent
from broadcaster.sending.receipts import events_of, record_receipt
from tests.broadcaster.sending.fakes import ALICE, delivery, promise
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


async def test_a_landline_is_remembered_as_one(database: Database, now: datetime) -> None:
    contact_id = await contact_with(database, ALICE)
    (delivery_id,) = await promise(database, now, ALICE)
    await receive(database, now, delivery_id, "undelivered", "30006")
    async with database.read() as session:
        assert (await session.get_one(Contact, contact_id)).kind is NumberKind.LANDLINE
