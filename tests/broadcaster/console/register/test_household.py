"""One household's page: what is known, what was said, and edits that nobody loses."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import InboundMessage
from broadcaster.database import Database
from broadcaster.register.models import Consent, Contact, DigitalCard, Household, PhoneKind
from tests.broadcaster.console.journeys import Client, Fields, readable, refused, text_of
from tests.support.clock import MovableClock

Homes = dict[str, int]

MOBILE = {
    "number": "06 39 98 00 77",
    "language": "tr",
    "reads_sms": "no",
    "helper_name": "Aylin Yilmaz",
    "helper_relation": "sa fille",
    "consent": "given",
    "consent_day": "2026-05-02",
    "consent_source": "au téléphone",
    "offers_consent": "not_asked",
    "version": "1",
}


async def _contacts(database: Database, household_id: int) -> list[Contact]:
    query = select(Contact).where(Contact.household_id == household_id).order_by(Contact.id)
    async with database.read() as session:
        return list(await session.scalars(query))


async def test_a_helper_s_number_is_kept_with_what_was_said_of_it(
    client: Client, homes: Homes, database: Database
) -> None:
    path = f"/staff/households/{homes['Petit']}"
    page = readable(await (await client.post(f"{path}/contacts/new", data=MOBILE)).text())
    assert "06 39 98 00 77" in page
    assert "Aidant : Aylin Yilmaz, sa fille" in page
    assert "Ne lit pas les SMS" in page
    assert "SMS sur les travaux : oui, le 02/05/2026 (au téléphone)" in page
    assert "Nadia Benali a ajouté le numéro +33 6 39 •• •• 77 au foyer Petit" in page
    (contact,) = await _contacts(database, homes["Petit"])
    assert (contact.number, contact.kind, contact.language) == ("+33639980077", "mobile", "tr")
    found = await text_of(client, "/staff/households/results?q=0077")
    assert "Petit" in found


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "O6 39 98 00 77"}, "la lettre O"),
        ({"number": ""}, "vide"),
        ({"consent_day": "2026-06-01"}, "à venir"),
        ({"helper_name": ""}, "Écrivez le nom de la personne qui aide"),
        ({"offers_consent": "given"}, "vide"),
        ({"language": "xx"}, "Ce choix n'existe pas"),
    ],
    ids=["letter", "empty", "to come", "helper without name", "offer without proof", "language"],
)
async def test_a_number_that_cannot_be_kept_says_why(
    client: Client, homes: Homes, wrong: dict[str, str], sentence: str
) -> None:
    path = f"/staff/households/{homes['Petit']}/contacts/new"
    page = await refused(await client.post(path, data=MOBILE | wrong))
    assert sentence in page
    assert "sa fille" in page


async def test_who_saves_an_old_page_reads_what_changed(
    client: Client, homes: Homes, database: Database
) -> None:
    path = f"/staff/households/{homes['Martin']}"
    edit = {"name": "Martin-Roy", "reference": "L11", "staircase": "1", "flat": "11"}
    await client.post(f"{path}/edit", data=edit | {"version": "1"})
    late = await client.post(f"{path}/edit", data=edit | {"name": "Martine", "version": "1"})
    page = readable(await late.text())
    assert late.status == 409
    assert "Nadia Benali a modifié le foyer Martin-Roy : nom : « Martin »" in page
    assert 'value="Martine"' in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    again = edit | {"name": "Martine", "version": version[1]}
    assert (await client.post(f"{path}/edit", data=again)).url.path == path
    async with database.read() as session:
        assert (await session.get_one(Household, homes["Martin"])).name == "Martine"


async def test_the_same_values_again_are_no_edit(client: Client, homes: Homes) -> None:
    path = f"/staff/households/{homes['Martin']}"
    same = {"name": "Martin", "reference": "L11", "staircase": "1", "flat": "11", "version": "1"}
    await client.post(f"{path}/edit", data=same)
    page = await text_of(client, path)
    assert "Personne depuis son import" in page
    assert (await client.post(f"{path}/edit", data=same)).status == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reference": "L21"}, "Un autre foyer a cette référence"),
        ({"flat": "99"}, "n'existe pas dans cet escalier"),
        ({"staircase": "999"}, "Ce choix n'existe pas"),
        ({"name": ""}, "vide"),
    ],
    ids=["reference taken", "no such flat", "no such staircase", "no name"],
)
async def test_an_edit_that_cannot_be_says_why(
    client: Client, homes: Homes, wrong: dict[str, str], sentence: str
) -> None:
    same = {"name": "Martin", "reference": "L11", "staircase": "1", "flat": "11", "version": "1"}
    answer = await client.post(f"/staff/households/{homes['Martin']}/edit", data=same | wrong)
    assert sentence in await refused(answer)


async def test_a_household_moves_and_is_found_at_its_new_door(client: Client, homes: Homes) -> None:
    path = f"/staff/households/{homes['Martin']}"
    form = await (await client.get(f"{path}/edit")).text()
    found = re.search(r'value="(\d+)"[^>]*>Bâtiment B, escalier 1', form)
    assert found
    moved = {"name": "Martin", "reference": "L11", "staircase": found[1], "flat": "32"}
    page = readable(await (await client.post(f"{path}/edit", data=moved | {"version": "1"})).text())
    assert "bâtiment B, escalier 1</a>, appartement 32" in page
    assert "Martin" in await text_of(client, "/staff/households/results?q=b132")


async def test_a_number_never_written_to_is_removed(
    client: Client, homes: Homes, database: Database
) -> None:
    (contact,) = await _contacts(database, homes["Martin"])
    path = f"/staff/households/{homes['Martin']}/contacts/{contact.id}/remove"
    page = await (await client.post(path, data={"version": "1"})).text()
    assert "Le numéro est retiré." in page
    assert await _contacts(database, homes["Martin"]) == []


async def test_a_number_that_was_written_to_stays_silent(
    client: Client, homes: Homes, database: Database, under_way: str
) -> None:
    (contact,) = await _contacts(database, homes["Martin"])
    path = f"/staff/households/{homes['Martin']}"
    answer = await client.post(f"{path}/contacts/{contact.id}/remove", data={"version": "1"})
    page = readable(await answer.text())
    assert "Ne veut pas de SMS" in page
    assert "Bonjour Martin. Échafaudage" in page
    (kept,) = await _contacts(database, homes["Martin"])
    assert kept.consent is Consent.REFUSED


async def test_a_card_is_filled_and_corrected(
    client: Client, homes: Homes, database: Database
) -> None:
    path = f"/staff/households/{homes['Petit']}"
    card = {"phone": "keypad", "reads_sms": "1", "french": "hard", "version": "1"}
    page = readable(await (await client.post(f"{path}/card", data=card)).text())
    assert "<dd>à touches</dd>" in page
    assert "téléphone du foyer : « aucun », devient « à touches »" in page
    async with database.read() as session:
        kept = await session.get_one(DigitalCard, homes["Petit"])
    assert (kept.phone, kept.reads_sms) == (PhoneKind.KEYPAD, 1)
    stale = await client.post(f"{path}/card", data=card | {"reads_sms": "2"})
    assert stale.status == 409


async def test_everything_said_is_in_one_line_of_time(
    client: Client, homes: Homes, database: Database, clock: MovableClock, under_way: str
) -> None:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, "+33639980011", clock())
        for one in range(35):
            session.add(
                InboundMessage(
                    sid=f"SM{one}",
                    correspondent_id=who.id,
                    body=f"Question {one}.",
                    received_at=clock() + timedelta(minutes=one + 1),
                )
            )
    path = f"/staff/households/{homes['Martin']}"
    first, second = await text_of(client, path), await text_of(client, f"{path}?page=1")
    assert first.index("Question 34.") < first.index("Question 33.")
    assert "Question 2." not in first
    assert "Question 0." in second
    assert "Bonjour Martin. Échafaudage" in second


async def test_a_household_that_is_not_there_is_not_found(client: Client, homes: Homes) -> None:
    for path in ("999", "999/edit", "999/card", "999/contacts/new", "1/contacts/999"):
        assert (await client.get(f"/staff/households/{path}")).status == 404


async def test_a_yes_to_offers_older_than_a_no_is_refused(
    client: Client, homes: Homes, fields: Fields
) -> None:
    path = f"/staff/households/{homes['Petit']}"
    await client.post(f"{path}/contacts/new", data=MOBILE | {"offers_consent": "refused"})
    page = await text_of(client, path)
    link = re.search(r"/staff(/households/\d+/contacts/\d+)\"", page)
    assert link
    older = {
        "offers_consent": "given",
        "offers_consent_day": "2026-05-01",
        "offers_consent_source": "formulaire papier",
        "version": "2",
    }
    answer = await client.post(f"/staff{link[1]}", data=MOBILE | older)
    assert "a dit non aux offres depuis" in await refused(answer)
