"""Previews: reach, cost, text, when it would leave; planning for now or for a date."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from broadcaster.campaigns.models import BroadcastState
from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.keys import ConsoleConfig
from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.sending.texts.tariff import Tariff
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    on_sqlite,
    readable,
    refused,
    text_of,
    the_broadcast,
    written,
)
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.clock import MovableClock

pytestmark = on_sqlite

TWO_DAYS_LATER = {"when": "later", "day": "2026-05-06", "hour": "9:00"}


@pytest.fixture
def config(config: ConsoleConfig) -> ConsoleConfig:
    """Broadcasts come from a name, and cost a round price."""
    return replace(config, terms=Terms(Tariff(Decimal("0.10")), "LesLilas", "+33199000100"))


async def test_the_preview_tells_reach_cost_text_and_who_is_left_out(
    client: Client, fields: Fields
) -> None:
    path = await written(client, {**fields, "body": "Bonjour {nom}, fenêtre ouverte"})
    text = await text_of(client, f"{path}/preview")
    assert "<dt>Messages</dt><dd>3</dd>" in text
    assert "<dt>Prix estimé</dt><dd>0,30 €</dd>" in text
    assert re.search(r"<p>\d+ foyers : 3 joignables, \d+ non joignables\.", text)
    assert "UCS-2" in text
    assert '<kbd class="char">ê</kbd>' in text
    assert "Bonjour Martin, fenêtre ouverte" in text
    for name, reason in [("Diallo", "téléphone fixe"), ("Petit", "aucun numéro")]:
        assert re.search(rf"{name}</td>.*?{reason}", text)


async def test_letters_made_plainer_to_save_an_sms_are_shown_where_they_stand(
    client: Client, fields: Fields
) -> None:
    path = await written(client, {**fields, "body": "Fenêtre ouverte. " + "Travaux. " * 8})
    text = await text_of(client, f"{path}/preview")
    assert 'Fen<ins title="ê">e</ins>tre ouverte' in text
    assert 'ê</kbd> devient <kbd class="char">e</kbd>' in text


async def test_each_language_is_shown_as_it_will_be_read(client: Client, fields: Fields) -> None:
    versions = {"version-tr": "Merhaba {nom}", "version-pt": "Olá"}
    path = await written(client, {**fields, "body": "Bonjour {nom}", **versions})
    text = await text_of(client, f"{path}/preview")
    assert '<h3>Turc</h3> <p class="meta">1 message, 1 SMS à payer' in text
    assert '<blockquote class="bubble" lang="tr" dir="auto">Merhaba Yilmaz</blockquote>' in text
    assert "Personne, dans cette sélection, ne lit cette langue." in text


async def test_an_answer_that_cannot_arrive_is_warned_of(client: Client, fields: Fields) -> None:
    path = await written(client, {**fields, "body": "Répondez à ce SMS."})
    text = await text_of(client, f"{path}/preview")
    assert re.search(r'<p class="warning">[^<]*LesLilas', text)


async def test_an_audience_wider_than_the_works_is_warned_of(
    client: Client, fields: Fields, neighbourhood: Neighbourhood
) -> None:
    wide = await written(client, fields)
    narrow = await written(client, {**fields, "staircase": str(neighbourhood.staircase_a1)})
    warning = "L'étape choisie ne concerne que : Bâtiment A, escalier 1."
    assert warning in await text_of(client, f"{wide}/preview")
    assert warning not in await text_of(client, f"{narrow}/preview")


async def test_a_draft_is_planned_for_a_date_of_paris(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, fields)
    later = {"when": "later", "day": "2026-05-11", "hour": "18:30"}
    answer = await client.post(f"{path}/schedule", data=later)
    text = readable(await answer.text())
    assert "L'envoi est programmé." in text
    assert "Programmé pour lundi 11 mai 2026 à 18 h 30" in text
    broadcast = await the_broadcast(database)
    assert broadcast.state is BroadcastState.SCHEDULED
    assert broadcast.scheduled_at == datetime(2026, 5, 11, 16, 30, tzinfo=UTC)
    log = await text_of(client, "/staff/audit")
    assert "a proposé l'envoi « Échafaudage, rappel »" in log


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ({"when": "later", "day": "2026-05-03", "hour": "9:00"}, "déjà passée"),
        ({"when": "later", "day": "0001-01-01", "hour": "0:00"}, "entre 2000 et 2100"),
        ({"when": "later", "day": "9999-12-31", "hour": "23:59"}, "entre 2000 et 2100"),
        ({"when": "later", "day": "", "hour": "9:00"}, "Ce champ est vide"),
        ({"when": "later", "day": "2026-05-11", "hour": "midi"}, "Cette heure ne se lit pas"),
        ({"when": "hier"}, "Ce choix n'existe pas"),
        ({}, "Ce choix n'existe pas"),
    ],
    ids=["past", "year 1", "year 9999", "no day", "no hour", "unknown choice", "nothing"],
)
async def test_a_moment_that_cannot_be_is_refused_with_the_reason(
    client: Client, database: Database, fields: Fields, when: dict[str, str], sentence: str
) -> None:
    path = await written(client, fields)
    answer = await client.post(f"{path}/schedule", data=when)
    assert sentence in await refused(answer)
    assert (await the_broadcast(database)).state is BroadcastState.DRAFT


async def test_a_broadcast_to_nobody_is_refused_with_the_reason(
    client: Client, database: Database, neighbourhood: Neighbourhood, fields: Fields
) -> None:
    nobody = {"building": str(neighbourhood.building_b), "lacks_smartphone": "yes"}
    path = await written(client, {**fields, **nobody})
    answer = await client.post(f"{path}/schedule", data={"when": "now"})
    assert "Aucun foyer de cette sélection" in await refused(answer)
    assert (await the_broadcast(database)).state is BroadcastState.DRAFT


async def test_an_offer_names_those_who_did_not_ask_for_offers(
    client: Client, database: Database, fields: Fields
) -> None:
    path = await written(client, {**fields, "purpose": "offer"})
    text = await text_of(client, f"{path}/preview")
    assert "Seulement les personnes qui ont dit oui aux offres" in text
    assert "<dt>Messages</dt><dd>0</dd>" in text
    answer = await client.post(f"{path}/schedule", data={"when": "now"})
    assert answer.status == 400


@pytest.fixture
def on_sunday(clock: MovableClock) -> datetime:
    """Sunday 3 May 2026, 14:00 in Paris: no notice leaves then."""
    clock.moment = datetime(2026, 5, 3, 12, tzinfo=UTC)
    return clock.moment


@pytest.mark.usefixtures("on_sunday")
async def test_hours_that_hold_a_broadcast_are_told_before(client: Client, fields: Fields) -> None:
    path = await written(client, fields)
    text = await text_of(client, f"{path}/preview")
    assert "Maintenant : partira lundi 4 mai 2026 à 8 h" in text
    urgent = await written(client, {**fields, "purpose": "urgent"})
    assert "Maintenant : partira" not in await text_of(client, f"{urgent}/preview")


@pytest.mark.usefixtures("on_sunday")
async def test_hours_that_hold_a_broadcast_are_told_after(client: Client, fields: Fields) -> None:
    path = await written(client, fields)
    holiday = {"when": "later", "day": "2026-05-08", "hour": "9:00"}  # Victory Day
    answer = await client.post(f"{path}/schedule", data=holiday)
    text = readable(await answer.text())
    assert "Les messages partiront <strong>samedi 9 mai 2026 à 8 h</strong>" in text


async def test_holidays_are_those_of_the_place(
    client: Client, database: Database, clock: MovableClock, fields: Fields, now: datetime
) -> None:
    """26 December is a holiday in Alsace only."""
    path = await written(client, {**fields, "milestone": "", "body": "Bonjour"})
    clock.moment = datetime(2026, 5, 4, 8, tzinfo=UTC)
    boxing_day = {"when": "later", "day": "2026-12-26", "hour": "9:00"}
    answer = await client.post(f"{path}/schedule", data=boxing_day)
    assert "Les messages partiront" not in await answer.text()
    async with database.write() as session:
        site = await session.get_one(Site, int(str(fields["site"])))
        site.department = "67"
    assert "lundi 28 décembre 2026 à 8 h" in await text_of(client, path)


@pytest.mark.usefixtures("on_sunday")
async def test_a_message_that_would_come_too_late_is_warned_of(
    client: Client, fields: Fields
) -> None:
    tonight = {"last_day": "2026-05-03", "last_hour": "20:00"}
    path = await written(client, {**fields, **tonight})
    assert "arriverait trop tard pour servir" in await text_of(client, f"{path}/preview")
    answer = await client.post(f"{path}/schedule", data=TWO_DAYS_LATER)
    assert "il ne partira pas" in readable(await answer.text())


async def test_what_was_right_when_written_may_be_wrong_when_planned(
    client: Client, database: Database, fields: Fields, now: datetime
) -> None:
    path = await written(client, fields)
    async with database.write() as session:
        broadcast = await session.merge(await the_broadcast(database))
        broadcast.body = "Le {jour}"
    text = await text_of(client, f"{path}/preview")
    assert "n'est pas un mot à remplir" in text
    assert "Programmer" not in text.replace("Programmer l'envoi", "")


async def test_planning_twice_says_that_it_was_planned(client: Client, fields: Fields) -> None:
    path = await written(client, fields)
    await client.post(f"{path}/schedule", data=TWO_DAYS_LATER)
    answer = await client.post(f"{path}/schedule", data=TWO_DAYS_LATER)
    assert "était déjà programmé, parti ou annulé" in readable(await answer.text())
