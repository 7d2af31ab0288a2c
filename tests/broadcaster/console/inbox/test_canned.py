"""Canned answers in the console: written, corrected, put into a reply in the tenant's language."""

from datetime import datetime

import pytest
from sqlalchemy import select

from broadcaster.conversations.canned_answers import CannedAnswer
from broadcaster.conversations.models import Reply
from broadcaster.database import Database
from broadcaster.register.models import Site
from tests.broadcaster.console.inbox.desk import MARTIN, YILMAZ, asks
from tests.broadcaster.console.journeys import (
    Client,
    on_sqlite,
    readable,
    refused,
    reply,
    seen_on,
    text_of,
)
from tests.broadcaster.console.neighbourhood import Neighbourhood

FIELDS = {
    "title": "Nous passons",
    "body": "Bonjour {nom}. Nous passons au {logement}. Question : {contact}.",
    "version-tr": "Merhaba {nom}.",
    "site": "",
}


async def kept(client: Client, database: Database, **changes: str) -> int:
    answer = await client.post("/staff/canned-answers", data=FIELDS | changes)
    assert answer.status == 200
    async with database.read() as session:
        return (await session.scalars(select(CannedAnswer.id))).one()


async def test_one_is_written_corrected_and_taken_out(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    one = await kept(client, database)
    assert "Nous passons" in await text_of(client, "/staff/canned-answers")
    page = f"/staff/canned-answers/{one}"
    assert "Merhaba {nom}." in await text_of(client, page)
    await client.post(page, data=FIELDS | {"title": "Passage"})
    assert "Passage" in await text_of(client, "/staff/canned-answers")
    await client.post(f"{page}/remove")
    assert (await client.get(page)).status == 404
    log = await text_of(client, "/staff/audit")
    for sentence in ("a ajouté la réponse prête « Nous passons »", "a modifié", "a retiré"):
        assert sentence in log


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Ce champ est vide"),
        ({"body": "Bonjour {prenom}"}, "« prenom » ne peut pas être rempli"),
        ({"version-tr": "{"}, "ne peut pas être rempli"),
        ({"site": "999"}, "liste"),
    ],
    ids=["no title", "placeholder", "lone brace", "site"],
)
async def test_what_is_wrong_is_said_and_kept(
    client: Client, neighbourhood: Neighbourhood, changes: dict[str, str], sentence: str
) -> None:
    text = await refused(await client.post("/staff/canned-answers", data=FIELDS | changes))
    assert sentence in text
    assert "Merhaba" in text or "version-tr" in changes


async def test_it_is_put_behind_what_was_typed_and_nothing_is_sent(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    one = await kept(client, database)
    thread = await asks(database, MARTIN, "Quand passez-vous ?", now)
    page = f"/staff/threads/{thread}"
    seen = seen_on(await (await client.get(page)).text())
    fields = {"canned": str(one), "language": "fr", "body": "Oui.", "seen": seen}
    raw = await (await client.post(f"{page}/insert", data=fields)).text()
    assert (
        "\nOui.\nBonjour Martin. Nous passons au Bâtiment A, escalier 1, appartement 11. "
        "Question : Mme Roche 06 39 98 00 99.</textarea>"
    ) in raw.replace("\u00a0", " ")
    async with database.read() as session:
        assert not list(await session.scalars(select(Reply)))


async def test_the_tenants_language_is_chosen_beforehand(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    one = await kept(client, database)
    thread = await asks(database, YILMAZ, "ne zaman?", now)
    page = f"/staff/threads/{thread}"
    text = await text_of(client, page)
    assert '<select id="f-reply-language" name="language">' in text
    chosen = text.partition('id="f-reply-language"')[2]
    assert chosen.index('<option value="tr" selected>') < chosen.index("</select>")
    answer = await client.post(f"{page}/insert", data={"canned": str(one), "language": "tr"})
    assert "Merhaba Yilmaz." in readable(await answer.text())


async def test_those_of_another_site_are_not_offered(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        other = Site(code="ORM", name="Les Ormes", city="Valmont")
        session.add(other)
    one = await kept(client, database, site=str(other.id))
    thread = await asks(database, MARTIN, "Bonjour ?", now)
    page = f"/staff/threads/{thread}"
    assert "Nous passons" not in await text_of(client, page)
    fields = {"canned": str(one), "language": "fr", "body": "Oui."}
    assert (await client.post(f"{page}/insert", data=fields)).status == 400


async def test_what_was_not_filled_in_never_reaches_a_tenant(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    thread = await asks(database, MARTIN, "Bonjour ?", now)
    text = await refused(await reply(client, thread, "Appelez {contact}."))
    assert "resté entre accolades : {contact}" in text


@on_sqlite
async def test_nothing_chosen_is_said(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    await kept(client, database)
    thread = await asks(database, MARTIN, "Bonjour ?", now)
    fields = {"canned": "", "language": "fr", "body": "Oui."}
    text = await refused(await client.post(f"/staff/threads/{thread}/insert", data=fields))
    assert "Oui." in text
