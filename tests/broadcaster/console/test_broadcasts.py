"""Broadcasts: writing, previewing, planning, following and stopping one."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.release import Releaser
from broadcaster.database import Database
from broadcaster.sending.models import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    ProviderEvent,
)
from tests.broadcaster.console.conftest import SENDER, Client, SilentEngine
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.clock import MovableClock

Fields = dict[str, str | list[str]]


@pytest.fixture
def fields(neighbourhood: Neighbourhood) -> Fields:
    """A form that is right: everybody of the site."""
    return {
        "title": "Échafaudage, rappel",
        "body": "Bonjour {nom}. {travaux} : {quand}.",
        "milestone": str(neighbourhood.milestone_id),
        "site": str(neighbourhood.site_id),
    }


async def _written(client: Client, fields: Fields) -> str:
    answer = await client.post("/staff/broadcasts/new", data=fields)
    assert answer.status == 200, await answer.text()
    found = re.fullmatch(r"/staff/broadcasts/(\d+)/preview", answer.url.path)
    assert found
    return f"/staff/broadcasts/{found[1]}"


async def _broadcast(database: Database) -> Broadcast:
    async with database.read() as session:
        return (await session.scalars(select(Broadcast))).one()


async def _release(database: Database, clock: MovableClock) -> None:
    releaser = Releaser(database, SilentEngine(), clock, SENDER)
    await releaser.release_due(clock())


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


async def test_the_preview_tells_reach_cost_text_and_who_is_left_out(
    client: Client, fields: Fields
) -> None:
    path = await _written(client, {**fields, "body": "Bonjour {nom}, fenêtre ouverte"})
    text = await (await client.get(f"{path}/preview")).text()
    assert re.search(r"<dt>Messages</dt><dd>3</dd>", text)
    assert re.search(r"<p>\d+ foyers : 3 joignables, \d+ non joignables\.", text)
    assert "UCS-2" in text
    assert '<kbd class="char">ê</kbd>' in text
    assert "Bonjour Martin, fenêtre ouverte" in text
    for name, reason in [("Diallo", "téléphone fixe"), ("Petit", "aucun numéro")]:
        assert re.search(rf"{name}</td>.*?{reason}", text, re.DOTALL)


async def test_an_audience_wider_than_the_works_is_warned_of(
    client: Client, fields: Fields, neighbourhood: Neighbourhood
) -> None:
    wide = await _written(client, fields)
    narrow = await _written(client, {**fields, "staircase": str(neighbourhood.staircase_a1)})
    warning = "L'étape choisie ne concerne que : Bâtiment A, escalier 1."
    assert warning in await (await client.get(f"{wide}/preview")).text()
    assert warning not in await (await client.get(f"{narrow}/preview")).text()


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
    path = await _written(client, {**fields, **picked, "body": "Bonjour {nom}."})
    await client.post(f"{path}/schedule", data={"when": "now"})
    await _release(database, clock)
    async with database.read() as session:
        bodies = set(await session.scalars(select(Delivery.body)))
    assert bodies == {f"Bonjour {name}." for name in names}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Ce champ est vide"),
        ({"title": "x" * 161}, "160 au plus"),
        ({"body": ""}, "Ce champ est vide"),
        ({"body": "a\x00b"}, "caractère invisible"),
        ({"body": "Le {jour}"}, "« {jour} » n&#39;est pas un mot à remplir"),
        ({"body": "x" * 2000}, "raccourcissez le texte"),
        ({"milestone": ""}, "Choisissez une étape"),
        ({"milestone": "77777"}, "Cette étape des travaux n&#39;existe plus"),
        ({"milestone": "99999999999999999999999"}, "Ce choix n&#39;existe pas"),
        ({"site": "abc"}, "Ce choix n&#39;existe pas"),
        ({"site": ""}, "Choisissez la résidence"),
        ({"site": "2147483647"}, "Choisissez la résidence"),
        ({"building": "99999999999999999999999"}, "Ce choix n&#39;existe pas"),
        ({"staircase": ["x", "-1"]}, "Ce choix n&#39;existe pas"),
        ({"building": "77777"}, "pas dans la résidence choisie"),
        ({"language": "x\x00"}, "Ce choix n&#39;existe pas"),
        ({"action": "use_text", "saved_text": "x/y"}, "Ce choix n&#39;existe pas"),
    ],
    ids=lambda value: None if isinstance(value, str) else f"{value}"[:40],
)
async def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client: Client, database: Database, fields: Fields, wrong: Fields, sentence: str
) -> None:
    data = {"title": "Mon titre à moi", **{k: v for k, v in fields.items() if k != "title"}}
    answer = await client.post("/staff/broadcasts/new", data={**data, **wrong})
    assert answer.status == 400
    text = await answer.text()
    assert sentence in text
    assert "Mon titre à moi" in text or "title" in wrong
    async with database.read() as session:
        assert not list(await session.scalars(select(Broadcast)))


async def test_a_draft_can_be_changed(client: Client, database: Database, fields: Fields) -> None:
    path = await _written(client, fields)
    assert "Échafaudage, rappel" in await (await client.get(f"{path}/edit")).text()
    answer = await client.post(f"{path}/edit", data={**fields, "title": "Autre titre"})
    assert answer.url.path == f"{path}/preview"
    assert (await _broadcast(database)).title == "Autre titre"


async def test_a_draft_is_planned_for_a_date_of_paris(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await _written(client, fields)
    later = {"when": "later", "day": "2026-05-11", "hour": "18:30"}
    answer = await client.post(f"{path}/schedule", data=later)
    assert "lundi 11 mai 2026 à 18\u00a0h\u00a030" in await answer.text()
    broadcast = await _broadcast(database)
    assert broadcast.state is BroadcastState.SCHEDULED
    assert broadcast.scheduled_at == datetime(2026, 5, 11, 16, 30, tzinfo=UTC)
    log = await (await client.get("/staff/audit")).text()
    assert "a programmé l&#39;envoi « Échafaudage, rappel »" in log


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"when": "later", "day": "2026-05-03", "hour": "9:00"}, "déjà passée"),
        ({"when": "later", "day": "0001-01-01", "hour": "0:00"}, "entre 2000 et 2100"),
        ({"when": "later", "day": "9999-12-31", "hour": "23:59"}, "entre 2000 et 2100"),
        ({"when": "later", "day": "", "hour": "9:00"}, "Ce champ est vide"),
        ({"when": "later", "day": "2026-05-11", "hour": "midi"}, "Cette heure ne se lit pas"),
        ({"when": "hier"}, "Ce choix n&#39;existe pas"),
        ({}, "Ce choix n&#39;existe pas"),
    ],
    ids=["past", "year 1", "year 9999", "no day", "no hour", "unknown choice", "nothing"],
)
async def test_a_moment_that_cannot_be_is_refused_with_the_reason(
    client: Client, database: Database, fields: Fields, when: dict[str, str], sentence: str
) -> None:
    path = await _written(client, fields)
    answer = await client.post(f"{path}/schedule", data=when)
    assert answer.status == 400
    assert sentence in await answer.text()
    assert (await _broadcast(database)).state is BroadcastState.DRAFT


async def test_a_broadcast_to_nobody_is_refused_with_the_reason(
    client: Client, database: Database, neighbourhood: Neighbourhood, fields: Fields
) -> None:
    nobody = {"building": str(neighbourhood.building_b), "lacks_smartphone": "yes"}
    path = await _written(client, {**fields, **nobody})
    answer = await client.post(f"{path}/schedule", data={"when": "now"})
    assert answer.status == 400
    assert "Aucun foyer de cette sélection" in await answer.text()
    assert (await _broadcast(database)).state is BroadcastState.DRAFT


@pytest.fixture
async def under_way(client: Client, database: Database, clock: MovableClock, fields: Fields) -> str:
    """The path of a broadcast whose three messages wait in the ledger."""
    path = await _written(client, fields)
    await client.post(f"{path}/schedule", data={"when": "now"})
    await _release(database, clock)
    return path


async def _deliveries(database: Database) -> list[Delivery]:
    async with database.read() as session:
        return list(await session.scalars(select(Delivery).order_by(Delivery.to_number)))


async def test_a_broadcast_under_way_shows_each_message_with_its_number_masked(
    client: Client, under_way: str
) -> None:
    text = await (await client.get(under_way)).text()
    assert "Martin" in text
    assert "+33 6 39 •• •• 11" in text
    assert "+33639980011" not in text
    assert "En attente" in text


async def test_the_story_of_a_message_is_told(
    client: Client, database: Database, under_way: str, now: datetime
) -> None:
    first = (await _deliveries(database))[0]
    async with database.write() as session:
        delivery = await session.get_one(Delivery, first.id)
        delivery.state, delivery.error_code = DeliveryState.UNDELIVERED, 30003
        session.add(Attempt(delivery_id=first.id, started_at=now, outcome=AttemptOutcome.ACCEPTED))
        session.add(
            ProviderEvent(
                delivery_id=first.id, sid="SM1", status="undelivered", received_at=now, fields={}
            )
        )
    assert "Téléphone éteint" in await (await client.get(under_way)).text()
    text = await (await client.get(f"/staff/deliveries/{first.id}")).text()
    for piece in ("Non remis", "Téléphone éteint", "Accepté", "undelivered"):
        assert piece in text


async def test_counts_are_pushed_until_the_last_message_is_settled(
    client: Client, database: Database, under_way: str
) -> None:
    answer = await client.get(f"{under_way}/live")
    assert answer.content_type == "text/event-stream"
    first = (await answer.content.readuntil(b"\r\n\r\n")).decode()
    assert "event: progress" in first
    assert "sur 3 messages" in first
    async with database.write() as session:
        for delivery in await session.scalars(select(Delivery)):
            delivery.state = DeliveryState.DELIVERED
        broadcast = (await session.scalars(select(Broadcast))).one()
        broadcast.state = BroadcastState.DONE
    rest = (await answer.content.read()).decode()
    assert "Remis" in rest
    assert "event: over" in rest


async def test_a_live_page_does_not_hold_up_the_end_of_the_service(
    client: Client, under_way: str
) -> None:
    answer = await client.get(f"{under_way}/live")
    await answer.content.readuntil(b"\r\n\r\n")
    assert client.app is not None
    await client.app.shutdown()
    async with asyncio.timeout(5):
        await answer.content.read()


async def test_cancelling_stops_what_has_not_left(
    client: Client, database: Database, under_way: str
) -> None:
    answer = await client.post(f"{under_way}/cancel")
    text = await answer.text()
    assert "L&#39;envoi est annulé" in text
    assert "l&#39;envoi a été annulé" in text
    assert {one.state for one in await _deliveries(database)} == {DeliveryState.SKIPPED}
    again = await client.post(f"{under_way}/cancel")
    assert "il n&#39;y avait plus rien à arrêter" in await again.text()


async def test_a_planned_broadcast_cannot_be_edited_any_more(
    client: Client, database: Database, under_way: str, fields: Fields
) -> None:
    assert (await client.get(f"{under_way}/edit")).url.path == under_way
    assert (await client.get(f"{under_way}/preview")).url.path == under_way
    answer = await client.post(f"{under_way}/edit", data={**fields, "title": "Trop tard"})
    assert answer.status == 400
    assert "n&#39;est plus un brouillon" in await answer.text()
    assert (await _broadcast(database)).title != "Trop tard"


async def test_a_broadcast_under_way_is_on_the_home_page(
    client: Client, under_way: str, clock: MovableClock
) -> None:
    clock.advance(timedelta(minutes=1))
    assert "Échafaudage, rappel" in await (await client.get("/staff/")).text()
    assert "Échafaudage, rappel" in await (await client.get("/staff/broadcasts")).text()
