"""Adding milestones and cuts, and changing what they are and where they hold."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.database import Database
from broadcaster.works.models import CutKind, Milestone, MilestoneState, PlannedCut
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood


def milestone_fields(place: str) -> dict[str, str]:
    return {
        "kind": "windows",
        "title": "",
        "place": place,
        "flat": "",
        "first_day": "2026-06-08",
        "first_hour": "",
        "last_day": "2026-06-12",
        "last_hour": "",
        "state": "planned",
        "detail": "Dégagez devant.",
    }


def cut_fields(place: str) -> dict[str, str]:
    return {
        "kind": "power",
        "place": place,
        "flat": "",
        "first_day": "2026-06-08",
        "first_hour": "9:00",
        "last_day": "2026-06-08",
        "last_hour": "12:00",
    }


async def the_new_milestone(database: Database) -> Milestone:
    async with database.read() as session:
        query = select(Milestone).where(Milestone.reference != "M1")
        return (await session.scalars(query)).one()


async def the_cut(database: Database, kind: CutKind) -> PlannedCut:
    async with database.read() as session:
        return (await session.scalars(select(PlannedCut).where(PlannedCut.kind == kind))).one()


async def test_a_milestone_is_added_confirmed_by_whoever_adds_it(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    assert "Bâtiment A, escalier 2" in await text_of(client, "/staff/milestones/new")
    place = f"staircase_id {neighbourhood.staircase_a1}"
    answer = await client.post("/staff/milestones/new", data=milestone_fields(place))
    text = readable(await answer.text())
    assert "L'étape est ajoutée" in text
    assert "du lundi 8 juin au vendredi 12 juin" in text
    made = await the_new_milestone(database)
    assert (made.kind, made.title, made.state) == (
        "windows",
        "Fenêtres et volets",
        MilestoneState.PLANNED,
    )
    assert (made.building_id, made.staircase_id, made.flat_id) == (
        neighbourhood.building_a,
        neighbourhood.staircase_a1,
        None,
    )
    assert (made.confirmed_at, made.confirmed_by) == (now, Nadia.name)
    assert made.reference.startswith("console-")
    log = await text_of(client, "/staff/audit")
    assert "a ajouté l'étape « Fenêtres et volets » (Bâtiment A, escalier 1, du lundi 8" in log


async def test_a_milestone_of_one_flat_names_it(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    place = f"staircase_id {neighbourhood.staircase_a1}"
    fields = milestone_fields(place) | {"flat": "12", "title": "Salle de bain"}
    answer = await client.post("/staff/milestones/new", data=fields)
    assert "Bâtiment A, escalier 1, appartement 12" in readable(await answer.text())
    made = await the_new_milestone(database)
    assert made.flat_id is not None
    form = await text_of(client, f"/staff/milestones/{made.id}")
    assert 'name="flat" autocomplete="off" value="12"' in form


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"kind": "magic"}, "Ce choix n'existe pas"),
        ({"place": ""}, "Choisissez où cela se passe"),
        ({"place": "staircase_id 99"}, "Choisissez où cela se passe"),
        ({"place": "site_id 1", "flat": "12"}, "choisissez d'abord son escalier"),
        ({"flat": "99"}, "Cet escalier n'a pas d'appartement 99"),
        ({"title": "x" * 161}, "160 au plus"),
        ({"last_day": "2026-06-01"}, "La fin est avant le début"),
    ],
    ids=["kind", "no place", "unknown place", "flat of a site", "flat", "title", "end"],
)
async def test_a_wrong_milestone_is_refused_and_nothing_typed_is_lost(
    client: Client, database: Database, neighbourhood: Neighbourhood, wrong: dict[str, str],
    sentence: str,
) -> None:  # fmt: skip
    fields = milestone_fields(f"staircase_id {neighbourhood.staircase_a1}") | wrong
    text = await refused(await client.post("/staff/milestones/new", data=fields))
    assert sentence in text
    assert "Dégagez devant." in text
    async with database.read() as session:
        assert len(list(await session.scalars(select(Milestone)))) == 1


async def test_a_cut_is_added_moved_and_cancelled(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    place = f"building_id {neighbourhood.building_a}"
    answer = await client.post("/staff/cuts/new", data=cut_fields(place))
    assert "La coupure est ajoutée" in await answer.text()
    path = answer.url.path
    moved = cut_fields(f"building_id {neighbourhood.building_b}") | {"state": "planned"}
    text = readable(await (await client.post(path, data=moved)).text())
    assert "La coupure est enregistrée" in text
    assert "Bâtiment B" in text
    await client.post(path, data={"state": "cancelled"})
    cut = await the_cut(database, CutKind.POWER)
    assert (cut.cancelled, cut.building_id, cut.version) == (True, neighbourhood.building_b, 3)
    log = await text_of(client, "/staff/audit")
    assert "a ajouté la coupure « Coupure d'électricité » (Bâtiment A, lundi 8 juin, de 9 h" in log
    assert "lieu (Bâtiment A → Bâtiment B)" in log
    assert "état (Prévue → Annulée)" in log


@on_sqlite
async def test_a_cut_without_hours_is_refused(client: Client, neighbourhood: Neighbourhood) -> None:
    fields = cut_fields(f"site_id {neighbourhood.site_id}") | {"first_hour": "", "last_hour": ""}
    assert "Ce champ est vide" in await refused(await client.post("/staff/cuts/new", data=fields))


async def test_changing_a_cut_shows_what_told_the_week_before_it_is_saved(
    client: Client, database: Database, neighbourhood: Neighbourhood, nadia: Nadia, now: datetime
) -> None:
    cut = await the_cut(database, CutKind.WATER)
    async with database.write() as session:
        session.add(
            Broadcast(
                title="Le point du lundi",
                body="Cette semaine : {semaine}",
                versions={},
                audience=Audience(site_id=neighbourhood.site_id).to_json(),
                state=BroadcastState.DONE,
                created_at=now,
                created_by_id=nadia.id,
                released_at=now - timedelta(hours=1),
            )
        )
    answer = await client.post(f"/staff/cuts/{cut.id}", data={"last_hour": "17:00"})
    text = readable(await answer.text())
    assert "Vérifiez avant d'enregistrer" in text
    assert "Le point du lundi" in text
    assert "Palier ne corrige pas une coupure de lui-même" in text
    assert (await the_cut(database, CutKind.WATER)).ends_at == cut.ends_at
    data = {"last_hour": "17:00", "action": "save"}
    await client.post(f"/staff/cuts/{cut.id}", data=data)
    assert (await the_cut(database, CutKind.WATER)).ends_at != cut.ends_at


async def test_the_kind_of_a_milestone_stays_once_messages_are_prepared(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/milestones/{neighbourhood.milestone_id}"
    await client.post(path, data={"kind": "facade", "title": "Façade nord"})
    async with database.read() as session:
        changed = await session.get_one(Milestone, neighbourhood.milestone_id)
    assert (changed.kind, changed.title, changed.version) == ("facade", "Façade nord", 2)
    await client.post(f"{path}/plan")
    answer = await client.post(path, data={"kind": "windows"})
    assert "sa nature ne peut plus changer" in await refused(answer)


@on_sqlite
@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-04-06", "2026-04-10", "Ces dates sont passées."),
        ("2062-06-08", "2062-06-12", "à plus de trois ans"),
        ("2026-06-08", "2036-06-12", "durent plus de trois ans"),
    ],
)
async def test_dates_that_look_wrong_are_asked_about_once(
    client: Client, neighbourhood: Neighbourhood, first: str, last: str, told: str
) -> None:
    place = f"staircase_id {neighbourhood.staircase_a1}"
    fields = milestone_fields(place) | {"first_day": first, "last_day": last}
    refused_page = await refused(await client.post("/staff/milestones/new", data=fields))
    assert told in refused_page
    assert "Ce sont bien ces dates" in refused_page
    answer = await client.post("/staff/milestones/new", data=fields | {"dates_seen": "yes"})
    assert answer.status == 200


@on_sqlite
async def test_what_is_done_may_be_past_and_known_dates_are_not_doubted(
    client: Client, database: Database, neighbourhood: Neighbourhood
) -> None:
    place = f"staircase_id {neighbourhood.staircase_a1}"
    past = {"first_day": "2026-04-06", "last_day": "2026-04-10"}
    done = milestone_fields(place) | past | {"state": "done"}
    assert (await client.post("/staff/milestones/new", data=done)).status == 200
    made = await the_new_milestone(database)
    planned = done | {"state": "planned", "version": str(made.version)}
    answer = await client.post(f"/staff/milestones/{made.id}", data=planned)
    assert answer.status == 200
    assert (await the_new_milestone(database)).state is MilestoneState.PLANNED


@on_sqlite
async def test_a_cut_in_the_past_is_asked_about(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    place = f"staircase_id {neighbourhood.staircase_a1}"
    past = cut_fields(place) | {"first_day": "2026-04-06", "last_day": "2026-04-06"}
    assert "Ces dates sont passées." in await refused(
        await client.post("/staff/cuts/new", data=past)
    )
    sure = await client.post("/staff/cuts/new", data=past | {"dates_seen": "yes"})
    assert sure.status == 200
