"""Broadcasts of every week: writing, approving, stopping."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy
from broadcaster.campaigns.models import Broadcast, Series
from broadcaster.campaigns.series import make_due
from broadcaster.console.keys import ConsoleConfig
from broadcaster.database import Database
from tests.broadcaster.console.journeys import Client, Fields, on_sqlite, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.clock import MovableClock
from tests.support.staff import colleague

pytestmark = on_sqlite


@pytest.fixture
def config(config: ConsoleConfig) -> ConsoleConfig:
    """Every series needs a second person, where there is one."""
    return replace(config, policy=ApprovalPolicy(second_person_from=1))


@pytest.fixture
def weekly(neighbourhood: Neighbourhood) -> Fields:
    """A form that is right: every Friday at half past nine."""
    return {
        "title": "Le point du vendredi",
        "body": "Le chantier avance. Une question ? Répondez à ce SMS.",
        "version-tr": "Şantiye ilerliyor.",
        "weekday": "4",
        "at": "9:30",
        "site": str(neighbourhood.site_id),
    }


async def _written(client: Client, weekly: Fields) -> str:
    answer = await client.post("/staff/series/new", data=weekly)
    assert answer.url.path == "/staff/series/1", await answer.text()
    assert "Rien ne part avant d'être validé" in readable(await answer.text())
    return answer.url.path


async def test_a_series_is_written_approved_and_comes_on_its_day(
    client: Client, database: Database, clock: MovableClock, weekly: Fields
) -> None:
    path = await _written(client, weekly)
    assert "Le point du vendredi" in await text_of(client, "/staff/")  # waits to be approved
    text = readable(await (await client.post(f"{path}/approve")).text())
    assert "Chaque vendredi à 9 h 30. Le prochain part vendredi 15 mai 2026 à 9 h 30." not in text
    assert "Chaque vendredi à 9 h 30. Le prochain part vendredi 8 mai 2026 à 9 h 30." in text
    assert "Le point du vendredi" in await text_of(client, "/staff/series")
    clock.moment = datetime(2026, 5, 8, 7, 31, tzinfo=UTC)
    async with database.write() as session:
        assert await make_due(session, clock()) == 1
        broadcast = (await session.scalars(select(Broadcast))).one()
    clock.moment = datetime(2026, 5, 4, 8, tzinfo=UTC)  # the login is of that day
    text = await text_of(client, path)
    assert "Ce qui est parti" in text
    assert f'href="/staff/broadcasts/{broadcast.id}"' in text
    assert "L'envoi de chaque semaine" in await text_of(client, f"/staff/broadcasts/{broadcast.id}")


async def test_whoever_wrote_it_leaves_the_approval_to_a_colleague(
    client: Client, database: Database, weekly: Fields, now: datetime
) -> None:
    async with database.write() as session:
        await colleague(session, "Karim", now)
    path = await _written(client, weekly)
    answer = await client.post(f"{path}/approve")
    assert "une autre personne de l'équipe doit le valider" in await refused(answer)
    async with database.read() as session:
        assert (await session.scalars(select(Series))).one().approved_at is None


async def test_a_series_is_approved_once_and_stopped_once(client: Client, weekly: Fields) -> None:
    path = await _written(client, weekly)
    await client.post(f"{path}/approve")
    again = await client.post(f"{path}/approve")
    assert "est déjà validé" in await refused(again)
    text = readable(await (await client.post(f"{path}/stop")).text())
    assert "L'envoi de chaque semaine est arrêté." in text
    assert "Arrêter" not in text
    again = await client.post(f"{path}/stop")
    assert "est arrêté ou fini" in await refused(again)
    log = await text_of(client, "/staff/audit")
    for done in ("a préparé", "a validé", "a arrêté"):
        assert f"{done} l'envoi de chaque semaine « Le point du vendredi »" in log


async def test_it_ends_with_its_last_day(
    client: Client, database: Database, weekly: Fields
) -> None:
    path = await _written(client, {**weekly, "until": "2026-06-26"})
    assert "jusqu'au vendredi 26 juin 2026" in await text_of(client, path)
    async with database.read() as session:
        until = (await session.scalars(select(Series))).one().until
    assert until is not None
    assert until - datetime(2026, 6, 26, 7, 30, tzinfo=UTC) > timedelta(0)  # that Friday counts


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Ce champ est vide"),
        ({"body": "Le {jour}"}, "n'est pas un mot à remplir"),
        ({"body": "{quand}"}, "vient d'une étape"),
        ({"version-tr": "{gün}"}, "n'est pas un mot à remplir"),
        ({"weekday": "7"}, "Ce choix n'existe pas"),
        ({"at": "midi"}, "Cette heure ne se lit pas"),
        ({"at": ""}, "Ce champ est vide"),
        ({"until": "2026-05-01"}, "une date de fin après le premier envoi"),
        ({"until": "jamais"}, "Cette date ne se lit pas"),
        ({"site": "77777"}, "Choisissez la résidence"),
        ({"staircase": "77777"}, "pas dans la résidence choisie"),
        ({"language": "xx"}, "Ce choix n'existe pas"),
    ],
    ids=lambda value: None if isinstance(value, str) else f"{value}",
)
async def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client: Client, database: Database, weekly: Fields, wrong: Fields, sentence: str
) -> None:
    answer = await client.post("/staff/series/new", data={**weekly, **wrong})
    text = await refused(answer)
    assert sentence in text
    assert "Le point du vendredi" in text or "title" in wrong
    assert "Şantiye ilerliyor." in text or "version-tr" in wrong
    async with database.read() as session:
        assert list(await session.scalars(select(Series))) == []
