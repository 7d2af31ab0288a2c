"""The week: what comes in the next seven days on one's own staircase, in a short line."""

from datetime import datetime
from itertools import count

import pytest

from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.life import get_broadcast
from broadcaster.campaigns.preview.preview import preview
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.campaigns.release.batches import next_batch
from broadcaster.campaigns.texts import check_text
from broadcaster.campaigns.texts.week import Week, week_of
from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.works.models import CutKind, Milestone, MilestoneState, PlannedCut
from tests.broadcaster.campaigns.neighbourhood import (
    Home,
    Neighbourhood,
    Phone,
    build,
    mobile,
    scheduled,
)
from tests.support.clock import MovableClock

BODY = "Cette semaine : {semaine}."
NOTHING = "rien de prévu"
HOMES = [
    Home("Amar", [Phone(mobile(1))], "A1"),
    Home("Bacri", [Phone(mobile(2))], "A2"),
    Home("Cros", [Phone(mobile(3))], "B1"),
]
FACADE = "façade : du lundi 4 mai au vendredi 8 mai"
WATER = "coupure d'eau : mardi 5 mai, de 9 h à 12 h"
references = count(1)


def day(number: int, hour: int = 0, month: int = 5) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=PARIS)


def step(
    place: Neighbourhood,
    kind: str,
    start: datetime,
    end: datetime,
    at: str = "",
    state: MilestoneState = MilestoneState.CONFIRMED,
) -> Milestone:
    """A milestone of the site, of a building ("A") or of a staircase ("A1")."""
    return Milestone(
        site_id=place.site_id,
        building_id=place.buildings[at[0]] if at else None,
        staircase_id=place.staircases[at] if len(at) == 2 else None,
        reference=f"W{next(references)}",
        kind=kind,
        title=kind,
        starts_at=start,
        ends_at=end,
        state=state,
    )


def facade(place: Neighbourhood, at: str = "A") -> Milestone:
    return step(place, "facade", day(4), day(9), at)


def water(place: Neighbourhood, *, cancelled: bool = False) -> PlannedCut:
    return PlannedCut(
        site_id=place.site_id,
        building_id=place.buildings["A"],
        staircase_id=place.staircases["A1"],
        reference=f"W{next(references)}",
        kind=CutKind.WATER,
        starts_at=day(5, 9),
        ends_at=day(5, 12),
        cancelled=cancelled,
    )


async def lines(
    database: Database, place: Neighbourhood, now: datetime, *facts: Milestone | PlannedCut
) -> dict[tuple[str, str], str]:
    async with database.write() as session:
        session.add_all(facts)
        await session.flush()
        week = await week_of(session, Draft("x", BODY, place.everybody), now)
        return dict(week.lines)


async def test_each_staircase_has_its_own_line(database: Database, now: datetime) -> None:
    place = await build(database, now, HOMES)
    found = await lines(database, place, now, facade(place), water(place))

    assert found == {
        ("A", "1"): f"{FACADE} ; {WATER}",
        ("A", "2"): FACADE,
        ("B", "1"): NOTHING,
        ("B", "2"): NOTHING,
    }


async def test_more_than_two_are_only_hinted_at(sqlite_database: Database, now: datetime) -> None:
    place = await build(sqlite_database, now, HOMES)
    later = step(place, "windows", day(7), day(8), "A")
    found = await lines(sqlite_database, place, now, later, facade(place), water(place))

    assert found["A", "1"] == f"{WATER} ; fenêtres et volets : jeudi 7 mai et d'autres travaux"
    assert found["A", "2"] == f"{FACADE} ; fenêtres et volets : jeudi 7 mai"


async def test_only_what_is_meant_to_happen_in_the_week_is_said(
    sqlite_database: Database, now: datetime
) -> None:
    place = await build(sqlite_database, now, HOMES)
    cancelled, done = MilestoneState.CANCELLED, MilestoneState.DONE
    found = await lines(
        sqlite_database,
        place,
        now,
        water(place, cancelled=True),
        step(place, "facade", day(4), day(9), "A", cancelled),
        step(place, "windows", day(4), day(9), "A", done),
        step(place, "heating", day(1), day(4), "A"),  # ended at midnight
        step(place, "electricity", day(11, 9), day(12), "A"),  # begins in seven days
    )

    assert found["A", "1"] == NOTHING


async def test_the_dates_of_a_staircase_replace_those_of_its_building(
    sqlite_database: Database, now: datetime
) -> None:
    place = await build(sqlite_database, now, HOMES)
    own = step(place, "facade", day(18), day(20), "A1")
    meeting = step(place, "public_meeting", day(6, 18), day(6, 20))
    other = step(place, "public_meeting", day(7, 18), day(7, 20), "A1")
    found = await lines(sqlite_database, place, now, facade(place), own, meeting, other)

    assert found["A", "1"] == (
        "réunion publique : mercredi 6 mai, de 18 h à 20 h ; "
        "réunion publique : jeudi 7 mai, de 18 h à 20 h"
    )
    assert found["A", "2"].startswith(FACADE)


async def test_it_is_filled_in_staircase_by_staircase(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), HOMES)
    draft = Draft("La semaine", BODY, place.everybody)
    async with database.write() as session:
        session.add(facade(place))
    broadcast_id = await scheduled(database, place, clock(), draft)

    async with database.write() as session:
        broadcast = await get_broadcast(session, broadcast_id)
        batch = await next_batch(session, broadcast, "+33199000100", clock(), limit=10)
        shown = await preview(session, draft, clock())

    assert batch is not None
    assert {each.to_number: each.body for each in batch.outgoing} == {
        mobile(1): f"Cette semaine : {FACADE}.",
        mobile(2): f"Cette semaine : {FACADE}.",
        mobile(3): f"Cette semaine : {NOTHING}.",
    }
    assert shown.recipients == 3
    assert {sample.written for version in shown.versions for sample in version.samples} == {
        each.body for each in batch.outgoing
    }


async def test_a_text_that_does_not_ask_for_it_costs_no_query(
    sqlite_database: Database, now: datetime
) -> None:
    place = await build(sqlite_database, now, HOMES)
    async with sqlite_database.read() as session:
        week = await week_of(session, Draft("x", "Bonjour {nom}.", place.everybody), now)
    assert week == Week()
    assert week.values({}) == {}


def test_a_text_leaves_room_for_the_longest_week() -> None:
    check_text(BODY, None)
    with pytest.raises(CampaignRefusedError):
        check_text("x" * 1400 + BODY, None)


async def test_a_cut_is_said_before_works_that_last(
    sqlite_database: Database, now: datetime
) -> None:
    place = await build(sqlite_database, now, HOMES)
    start, end = day(1, month=4), day(30, month=6)
    long = [step(place, kind, start, end, "A1") for kind in ("facade", "windows")]
    line = (await lines(sqlite_database, place, now, *long, water(place)))["A", "1"]
    assert WATER in line
    assert line.endswith("et d'autres travaux")
