"""Trials: a test to one's own telephone, and the number it goes to."""

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.sending.models import Delivery, Lane
from broadcaster.staff.models import StaffUser
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    deliveries,
    on_sqlite,
    readable,
    refused,
    text_of,
    written,
)

pytestmark = on_sqlite

OWN = "+33639981234"


async def test_a_test_reads_as_a_household_would_and_goes_to_oneself(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, {**fields, "body": "Bonjour {nom}"})
    answer = await client.post(f"{path}/test", data={"number": "06 39 98 12 34"})
    assert answer.url.path == f"{path}/preview"
    assert "L'essai part vers votre téléphone." in readable(await answer.text())
    [sent] = await deliveries(database)
    assert (sent.to_number, sent.body, sent.lane) == (OWN, "Bonjour Martin", Lane.REPLY)
    assert "a reçu un essai de l'envoi" in await text_of(client, "/staff/audit")


async def test_the_number_is_asked_for_once(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, fields)
    assert "Votre numéro de mobile" in await text_of(client, f"{path}/preview")
    await client.post(f"{path}/test", data={"number": "06 39 98 12 34"})
    text = await text_of(client, f"{path}/preview")
    assert "Votre numéro de mobile" not in text
    assert "+33 6 39 •• •• 34" in text
    await client.post(f"{path}/test", data={})
    assert len(await deliveries(database)) == 2


async def test_a_test_can_be_read_in_another_language(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, {**fields, "version-tr": "Merhaba {nom}"})
    data = {"number": "06 39 98 12 34", "test_language": "tr"}
    await client.post(f"{path}/test", data=data)
    [sent] = await deliveries(database)
    assert sent.body == "Merhaba Yilmaz"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Écrivez le numéro de votre portable"),
        ({"number": "01 99 00 00 12"}, "Ce numéro ne reçoit pas de SMS"),
        ({"number": "bonjour"}, "numéro"),
        ({"number": "0" * 41}, "40 au plus"),
        ({"number": "0\x00"}, "caractère invisible"),
        ({"number": "06 39 98 12 34", "test_language": "xx"}, "Ce choix n'existe pas"),
    ],
    ids=["none", "landline", "words", "long", "NUL", "language"],
)
async def test_a_test_to_nowhere_is_refused_with_the_reason(
    client: Client, database: Database, fields: Fields, data: dict[str, str], sentence: str
) -> None:
    path = await written(client, fields)
    answer = await client.post(f"{path}/test", data=data)
    assert sentence in await refused(answer)
    assert await deliveries(database) == []


async def test_a_planned_broadcast_is_tested_from_its_page(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, fields)
    later = {"when": "later", "day": "2026-05-11", "hour": "9:00"}
    await client.post(f"{path}/schedule", data=later)
    refused = await client.post(f"{path}/test", data={})
    assert refused.status == 400
    answer = await client.post(f"{path}/test", data={"number": "06 39 98 12 34"})
    assert answer.url.path == path


async def test_what_has_begun_cannot_be_tested(
    client: Client, database: Database, under_way: str
) -> None:
    await client.post(f"{under_way}/test", data={"number": "06 39 98 12 34"})
    async with database.read() as session:
        lanes = set(await session.scalars(select(Delivery.lane)))
    assert lanes == {Lane.BULK}


async def test_ones_own_number_is_kept_changed_and_forgotten(
    client: Client, database: Database
) -> None:
    answer = await client.post("/staff/number", data={"number": "06 39 98 12 34"})
    text = readable(await answer.text())
    assert "Votre numéro est enregistré." in text
    assert 'value="06 39 98 12 34"' in text
    assert await _number(database) == OWN
    answer = await client.post("/staff/number", data={"number": " "})
    assert "Votre numéro est effacé." in readable(await answer.text())
    assert await _number(database) is None


async def test_a_number_that_gets_no_sms_is_refused(client: Client, database: Database) -> None:
    answer = await client.post("/staff/number", data={"number": "01 99 00 00 12"})
    text = await refused(answer)
    assert "Ce numéro ne reçoit pas de SMS" in text
    assert 'value="01 99 00 00 12"' in text
    assert await _number(database) is None


async def _number(database: Database) -> str | None:
    async with database.read() as session:
        return (await session.scalars(select(StaffUser))).one().number
