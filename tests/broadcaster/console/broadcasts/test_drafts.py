"""Broadcasts: writing one, its purpose, languages and end, changing it until its release."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.campaigns.models import Broadcast, BroadcastState, Purpose
from broadcaster.database import Database
from broadcaster.sending.models import Delivery
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    on_sqlite,
    refused,
    release,
    text_of,
    the_broadcast,
    written,
)
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.clock import MovableClock


async def test_the_form_about_a_milestone_is_filled_beforehand(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/broadcasts/new?milestone={neighbourhood.milestone_id}"
    text = await (await client.get(path)).text()
    assert 'value="Échafaudage"' in text
    assert "Un échafaudage sera monté : {quand}" in text
    ticked = re.findall(r'name="(building|staircase)" value="(\d+)" checked', text)
    assert ticked == [("staircase", str(neighbourhood.staircase_a1))]


async def test_a_saved_text_takes_the_place_of_the_text_and_keeps_the_rest(
    client: Client, fields: Fields
) -> None:
    data = {**fields, "action": "use_text", "saved_text": "bathroom/j1", "language": "tr"}
    text = await (await client.post("/staff/broadcasts/new", data=data)).text()
    assert "Mettez de l&#39;eau en réserve" in text
    assert "Échafaudage, rappel" in text
    assert re.search(r'name="language" value="tr" checked', text)


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"building": "building_a"}, {"Martin", "Yilmaz"}),
        ({"staircase": "staircase_a1"}, {"Martin"}),
        ({"language": "tr"}, {"Yilmaz"}),
        ({"lacks_smartphone": "yes"}, {"Yilmaz"}),
    ],
    ids=["building", "staircase", "language", "no smartphone"],
)
async def test_the_audience_is_who_was_ticked(
    client: Client,
    database: Database,
    clock: MovableClock,
    neighbourhood: Neighbourhood,
    fields: Fields,
    chosen: dict[str, str],
    names: set[str],
) -> None:
    picked = {name: str(getattr(neighbourhood, value, value)) for name, value in chosen.items()}
    path = await written(client, {**fields, **picked, "body": "Bonjour {nom}."})
    await client.post(f"{path}/schedule", data={"when": "now"})
    await release(database, clock)
    async with database.read() as session:
        bodies = set(await session.scalars(select(Delivery.body)))
    assert bodies == {f"Bonjour {name}." for name in names}


async def test_each_purpose_tells_its_hours_and_is_kept(
    client: Client, database: Database, fields: Fields
) -> None:
    form = await text_of(client, "/staff/broadcasts/new")
    assert "du lundi au samedi, de 8 h à 20 h, sauf les jours fériés" in form
    assert "tous les jours, de 8 h à 21 h 30, même les jours fériés" in form
    assert "du lundi au vendredi, de 10 h à 13 h et de 14 h à 20 h" in form
    path = await written(client, {**fields, "purpose": "urgent"})
    assert (await the_broadcast(database)).purpose is Purpose.URGENT
    again = await (await client.get(f"{path}/edit")).text()
    assert re.search(r'value="urgent"[^>]* checked', again)


async def test_a_text_in_another_language_goes_to_who_reads_it(
    client: Client, database: Database, clock: MovableClock, fields: Fields
) -> None:
    form = await text_of(client, "/staff/broadcasts/new")
    assert "Message en turc" in form
    assert "Message en français" not in form
    path = await written(client, {**fields, "body": "Bonjour", "version-tr": "Merhaba {nom}"})
    assert "Merhaba {nom}" in await text_of(client, f"{path}/edit")
    await client.post(f"{path}/schedule", data={"when": "now"})
    await release(database, clock)
    async with database.read() as session:
        bodies = sorted(await session.scalars(select(Delivery.body)))
    assert bodies == ["Bonjour", "Bonjour", "Merhaba Yilmaz"]


async def test_the_end_of_its_use_is_a_moment_of_paris(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, {**fields, "last_day": "2026-05-08", "last_hour": "18:30"})
    assert (await the_broadcast(database)).expires_at == datetime(2026, 5, 8, 16, 30, tzinfo=UTC)
    again = await (await client.get(f"{path}/edit")).text()
    assert 'name="last_day" autocomplete="off" value="2026-05-08"' in again
    assert 'name="last_hour" autocomplete="off" value="18:30"' in again


WRONG = [
    ({"title": " "}, "Ce champ est vide"),
    ({"title": "x" * 161}, "160 au plus"),
    ({"body": ""}, "Ce champ est vide"),
    ({"body": "a\x00b"}, "caractère invisible"),
    ({"body": "Le {jour}"}, "« {jour} » n'est pas un mot à remplir"),
    ({"body": "x" * 2000}, "raccourcissez le texte"),
    ({"milestone": ""}, "Choisissez une étape"),
    ({"milestone": "77777"}, "Cette étape des travaux n'existe plus"),
    ({"milestone": "99999999999999999999999"}, "Ce choix n'existe pas"),
    ({"site": "abc"}, "Ce choix n'existe pas"),
    ({"site": ""}, "Choisissez la résidence"),
    ({"site": "2147483647"}, "Choisissez la résidence"),
    ({"building": "99999999999999999999999"}, "Ce choix n'existe pas"),
    ({"staircase": ["x", "-1"]}, "Ce choix n'existe pas"),
    ({"building": "77777"}, "pas dans la résidence choisie"),
    ({"language": "x\x00"}, "Ce choix n'existe pas"),
    ({"action": "use_text", "saved_text": "x/y"}, "Ce choix n'existe pas"),
    ({"purpose": "cadeau"}, "Ce choix n'existe pas"),
    ({"version-tr": "x" * 4001}, "4000 au plus"),
    ({"last_day": "2026-05-08"}, "Ce champ est vide"),
    ({"last_hour": "18:30"}, "Ce champ est vide"),
    ({"last_day": "2026-05-03", "last_hour": "9:00"}, "Ce moment est déjà passé"),
    ({"last_day": "demain", "last_hour": "9:00"}, "Cette date ne se lit pas"),
]


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    WRONG,
    ids=lambda value: None if isinstance(value, str) else f"{value}"[:40],
)
async def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client: Client, database: Database, fields: Fields, wrong: Fields, sentence: str
) -> None:
    typed = {"title": "Mon titre à moi", "version-tr": "Merhaba", "version-xx": "Blah"}
    answer = await client.post("/staff/broadcasts/new", data={**fields, **typed, **wrong})
    text = await refused(answer)
    assert sentence in text
    for name, value in typed.items():
        assert value in text or name in wrong
    async with database.read() as session:
        assert not list(await session.scalars(select(Broadcast)))


async def test_a_wrong_text_of_another_language_is_told_beside_that_text(
    client: Client, fields: Fields
) -> None:
    wrong = {**fields, "version-tr": "{gün} geliyoruz"}
    text = await refused(await client.post("/staff/broadcasts/new", data=wrong))
    assert 'id="f-version-tr-error">« {gün} » n\'est pas un mot' in text
    assert "<details open> <summary>Autres langues" in text


async def test_a_draft_can_be_changed(client: Client, database: Database, fields: Fields) -> None:
    path = await written(client, fields)
    assert "Échafaudage, rappel" in await (await client.get(f"{path}/edit")).text()
    answer = await client.post(f"{path}/edit", data={**fields, "title": "Autre titre"})
    assert answer.url.path == f"{path}/preview"
    assert (await the_broadcast(database)).title == "Autre titre"


async def test_a_planned_broadcast_that_is_changed_is_a_draft_again(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, fields)
    later = {"when": "later", "day": "2026-05-11", "hour": "18:30"}
    await client.post(f"{path}/schedule", data=later)
    assert "il redevient un brouillon" in await text_of(client, f"{path}/edit")
    answer = await client.post(f"{path}/edit", data={**fields, "title": "Autre titre"})
    assert answer.url.path == f"{path}/preview"
    text = await answer.text()
    assert re.search(r'value="later"\s+checked', text)
    assert 'value="2026-05-11"' in text  # the moment chosen before is offered again
    broadcast = await the_broadcast(database)
    assert (broadcast.state, broadcast.approved_at) == (BroadcastState.DRAFT, None)


async def test_a_broadcast_under_way_cannot_be_changed_any_more(
    client: Client, database: Database, under_way: str, fields: Fields
) -> None:
    assert (await client.get(f"{under_way}/edit")).url.path == under_way
    assert (await client.get(f"{under_way}/preview")).url.path == under_way
    answer = await client.post(f"{under_way}/edit", data={**fields, "title": "Trop tard"})
    assert answer.status == 400
    text = await answer.text()
    assert "Copiez-le pour en préparer un autre" in text.replace("\n", " ")
    assert "Trop tard" in text
    assert (await the_broadcast(database)).title != "Trop tard"


async def test_a_broadcast_under_way_is_on_the_home_page_and_in_the_list(
    client: Client, under_way: str, clock: MovableClock
) -> None:
    clock.advance(timedelta(minutes=1))
    for page in ("/staff/", "/staff/broadcasts"):
        text = await text_of(client, page)
        assert "Échafaudage, rappel" in text
        assert "3 messages · 3 attendent" in text


async def test_older_broadcasts_are_one_page_further(
    client: Client, database: Database, fields: Fields, now: datetime
) -> None:
    await written(client, {**fields, "title": "Le plus ancien"})
    first = await the_broadcast(database)
    async with database.write() as session:
        audience = first.audience
        session.add_all(
            [
                Broadcast(title=f"n° {n}", body="-", audience=audience, created_at=now)
                for n in range(30)
            ]
        )
    newest = await (await client.get("/staff/broadcasts")).text()
    assert "Le plus ancien" not in newest
    older = re.search(r'href="(/staff/broadcasts\?before=\d+)">Plus anciens', newest)
    assert older
    assert "Le plus ancien" in await text_of(client, older[1])
