"""The calendar: what is shown, what is stale, confirming and changing a milestone."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.works.models import Milestone, MilestoneState, PlannedCut
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood

GOOD = {
    "first_day": "2026-06-01",
    "last_day": "2026-06-03",
    "first_hour": "",
    "last_hour": "",
    "state": "confirmed",
    "detail": "Prévoir une clé.",
}


async def _milestone(database: Database, place: Neighbourhood) -> Milestone:
    async with database.read() as session:
        return await session.get_one(Milestone, place.milestone_id)


async def test_the_calendar_shows_milestones_and_cuts_by_place(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    text = await (await client.get("/staff/milestones")).text()
    assert "Bâtiment A, escalier 1" in text
    assert "Échafaudage" in text
    assert "Coupure d&#39;eau" in text
    assert "Confirmé le 19/04/2026 par Chef de chantier" in text
    assert "1 date à confirmer" in text


async def test_the_calendar_can_be_narrowed_to_a_building(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones?building={neighbourhood.building_b}"
    text = await (await client.get(path)).text()
    assert "Échafaudage" not in text


async def test_confirming_a_milestone_makes_it_fresh_and_is_logged(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}/confirm"
    answer = await client.post(path, data={"from": "/staff/milestones"})
    assert answer.url.path == "/staff/milestones"
    assert "L&#39;étape est confirmée" in await answer.text()
    milestone = await _milestone(database, neighbourhood)
    assert (milestone.confirmed_at, milestone.confirmed_by) == (now, Nadia.name)
    log = await (await client.get("/staff/audit")).text()
    assert "a confirmé que l&#39;étape « Échafaudage » est toujours vraie" in log


async def test_confirming_a_cut_makes_it_fresh_and_is_logged(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        cut = (await session.scalars(select(PlannedCut))).one()
        cut.confirmed_at = None
    answer = await client.post(f"/staff/cuts/{cut.id}/confirm")
    assert "La coupure est confirmée" in await answer.text()
    async with database.read() as session:
        assert (await session.get_one(PlannedCut, cut.id)).confirmed_at == now
    log = await (await client.get("/staff/audit")).text()
    assert "a confirmé que la coupure « Coupure d&#39;eau » est toujours vraie" in log


async def test_days_without_hours_are_kept_as_whole_days(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    answer = await client.post(path, data=GOOD)
    assert "du lundi 1er juin au mercredi 3 juin" in await answer.text()
    milestone = await _milestone(database, neighbourhood)
    assert milestone.starts_at == datetime(2026, 5, 31, 22, tzinfo=UTC)
    assert milestone.ends_at == datetime(2026, 6, 3, 22, tzinfo=UTC)
    assert milestone.state is MilestoneState.CONFIRMED
    log = await (await client.get("/staff/audit")).text()
    assert "état (Prévue → Date confirmée), précisions" in log


async def test_hours_are_those_of_paris(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    data = {**GOOD, "last_day": "01/06/2026", "first_hour": "9h", "last_hour": "12:30"}
    answer = await client.post(f"/staff/milestones/{neighbourhood.milestone_id}", data=data)
    assert "lundi 1er juin, de 9\u00a0h à 12\u00a0h\u00a030" in await answer.text()
    milestone = await _milestone(database, neighbourhood)
    assert milestone.starts_at == datetime(2026, 6, 1, 7, tzinfo=UTC)


async def test_a_form_that_changes_nothing_confirms(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    before = await _milestone(database, neighbourhood)
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    same = {
        "first_day": "2026-05-11",
        "first_hour": "09:00",
        "last_day": "2026-05-12",
        "last_hour": "09:00",
        "state": "planned",
        "detail": "",
    }
    await client.post(path, data=same)
    after = await _milestone(database, neighbourhood)
    assert after.starts_at == before.starts_at
    assert after.confirmed_at == now
    log = await (await client.get("/staff/audit")).text()
    assert "toujours vraie" in log
    assert "a modifié" not in log


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_day": ""}, "Ce champ est vide"),
        ({"first_day": "demain"}, "Cette date ne se lit pas"),
        ({"first_day": "2026-02-30"}, "n&#39;existe pas dans le calendrier"),
        ({"first_day": "0001-01-01"}, "entre 2000 et 2100"),
        ({"last_day": "9999-12-31"}, "entre 2000 et 2100"),
        ({"last_day": "2026-05-01"}, "La fin est avant le début"),
        ({"first_hour": "9:00"}, "ou aucune des deux"),
        ({"first_hour": "9:00", "last_hour": "25:00"}, "Cette heure ne se lit pas"),
        (
            {"first_day": "2026-03-29", "first_hour": "2:30", "last_hour": "9:00"},
            "heure d&#39;été",
        ),
        ({"state": "perdue"}, "Ce choix n&#39;existe pas"),
        ({"detail": "a\x00b"}, "caractère invisible"),
        ({"detail": "x" * 2001}, "2000 au plus"),
    ],
    ids=lambda value: None if isinstance(value, str) else "-".join(value),
)
async def test_a_wrong_field_changes_nothing_and_loses_nothing(
    client: Client,
    database: Database,
    neighbourhood: Neighbourhood,
    wrong: dict[str, str],
    sentence: str,
) -> None:
    before = await _milestone(database, neighbourhood)
    data = {"detail": "Ma longue phrase"} if "detail" not in wrong else {}
    answer = await client.post(
        f"/staff/milestones/{neighbourhood.milestone_id}", data={**GOOD, **data, **wrong}
    )
    assert answer.status == 400
    text = await answer.text()
    assert sentence in text
    assert "Ma longue phrase" in text or "detail" in wrong
    after = await _milestone(database, neighbourhood)
    assert (after.starts_at, after.confirmed_at) == (before.starts_at, before.confirmed_at)


async def test_people_and_help_are_listed(client: Client, neighbourhood: Neighbourhood) -> None:
    text = await (await client.get("/staff/people")).text()
    assert "Mme Roche" in text
    assert "06 39 98 00 99" in text


async def test_the_home_page_tells_what_is_stale(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    assert "À confirmer" in await (await client.get("/staff/")).text()
    await client.post(f"/staff/milestones/{neighbourhood.milestone_id}/confirm")
    assert "Tout le calendrier est à jour" in await (await client.get("/staff/")).text()
