"""A wrong number is corrected once, and one household alone gets its message again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.staff.audit import entries
from tests.broadcaster.console.journeys import Client, deliveries, on_sqlite, refused, text_of

NEW, TYPED = "+33639980077", "06 39 98 00 77"


@pytest.fixture
async def failed(database: Database, under_way: str) -> str:
    """The id of Martin's message, whose number is nobody's any more."""
    async with database.write() as session:
        row = (await session.scalars(select(Delivery).order_by(Delivery.to_number))).first()
        assert row
        row.state, row.error_code = DeliveryState.UNDELIVERED, 30005
        (await session.get_one(Contact, row.contact_id)).kind = NumberKind.GONE
        return row.id


async def test_the_broadcast_leads_from_a_failure_to_its_correction(
    client: Client, under_way: str, failed: str
) -> None:
    address = f"/staff/deliveries/{failed}"
    assert f'href="{address}#corriger"' in await text_of(client, under_way)
    assert "Corriger le numéro et renvoyer" in await text_of(client, address)


async def test_the_household_alone_gets_its_message_again(
    client: Client, database: Database, failed: str, now: datetime
) -> None:
    before = await deliveries(database)
    answer = await client.post(f"/staff/deliveries/{failed}/resend", data={"number": TYPED})
    text = await answer.text()
    assert "Le message part vers ce seul foyer." in text
    assert "Renvoyé au numéro corrigé" in text
    async with database.read() as session:
        old = await session.get_one(Delivery, failed)
        [new] = [one for one in await deliveries(database) if one.to_number == NEW]
        contact = await session.get_one(Contact, new.contact_id)
        log = await entries(session, before_id=None, limit=1)
    assert len(await deliveries(database)) == len(before) + 1
    assert old.state is DeliveryState.UNDELIVERED
    assert (new.state, new.body, new.due_at) == (DeliveryState.PENDING, old.body, now)
    assert (contact.number, contact.kind) == (NEW, NumberKind.MOBILE)
    assert (
        "a corrigé le numéro de Martin (+33 6 39 •• •• 11 → +33 6 39 •• •• 77)" in log[0].sentence
    )


async def test_pressed_twice_it_leaves_once(
    client: Client, database: Database, failed: str
) -> None:
    address = f"/staff/deliveries/{failed}/resend"
    await client.post(address, data={"number": TYPED})
    assert "ce numéro l'a déjà reçu" in await refused(
        await client.post(address, data={"number": TYPED})
    )
    assert [one.to_number for one in await deliveries(database)].count(NEW) == 1


async def test_a_second_wrong_number_can_be_corrected_too(
    client: Client, database: Database, failed: str
) -> None:
    await client.post(f"/staff/deliveries/{failed}/resend", data={"number": TYPED})
    async with database.write() as session:
        query = select(Delivery).where(Delivery.to_number == NEW)
        again = (await session.scalars(query)).one()
        again.state = DeliveryState.FAILED
    answer = await client.post(
        f"/staff/deliveries/{again.id}/resend", data={"number": "06 39 98 00 78"}
    )
    assert answer.status == 200
    assert [
        one.round for one in await deliveries(database) if one.contact_id == again.contact_id
    ] == [0, 2, 3]


@on_sqlite
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Ce champ est vide."),
        ("06 39", "Ce numéro ne convient pas"),
        ("01 99 00 00 12", "ce n'est pas un mobile"),
        ("06 39 98 00 66", "il a demandé STOP"),
        ("06 39 98 00 31", "ce numéro l'a déjà reçu"),
    ],
)
async def test_a_number_that_cannot_be_used_is_refused(
    client: Client, database: Database, failed: str, now: datetime, number: str, sentence: str
) -> None:
    async with database.write() as session:
        await opt_out(session, "+33639980066", source="keyword", now=now)
    count = len(await deliveries(database))
    answer = await client.post(f"/staff/deliveries/{failed}/resend", data={"number": number})
    assert sentence in await refused(answer)
    assert len(await deliveries(database)) == count


@on_sqlite
async def test_what_may_have_arrived_or_is_too_late_is_not_sent_again(
    client: Client, database: Database, failed: str, now: datetime
) -> None:
    async with database.write() as session:
        (await session.get_one(Delivery, failed)).expires_at = now - timedelta(hours=1)
        other = (await session.scalars(select(Delivery).where(Delivery.id != failed))).first()
        assert other
        other.state = DeliveryState.UNKNOWN
    for one in (failed, other.id):
        assert "Corriger et renvoyer" not in await text_of(client, f"/staff/deliveries/{one}")
        answer = await client.post(f"/staff/deliveries/{one}/resend", data={"number": TYPED})
        assert "ne peut pas être renvoyé" in await refused(answer)
    assert (
        await client.post("/staff/deliveries/none/resend", data={"number": TYPED})
    ).status == 404
