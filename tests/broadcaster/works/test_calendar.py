from datetime import datetime

import pytest

from broadcaster.database import Database
from broadcaster.register.homes import Home
from broadcaster.works.calendar import cuts_for, milestones_for, people_for, staircases_differ
from broadcaster.works.models import CutKind, MilestoneState, PersonRole
from tests.broadcaster.works.estate import build_estate, cut, milestone, on, person


async def test_a_fact_holds_where_its_scope_reaches(database: Database) -> None:
    async with database.write() as session:
        estate = await build_estate(session)
        session.add_all(
            [
                milestone(estate, "site_setup", on(1), on(2), title="site"),
                milestone(estate, "scaffolding", on(3), on(4), title="A", building_id=estate.a),
                milestone(estate, "windows", on(5), on(6), title="A1", staircase_id=estate.a1),
                milestone(estate, "bathroom", on(7), on(8), title="11", flat_id=estate.flat_11),
                milestone(estate, "heating", on(9), on(10), title="12", flat_id=estate.flat_12),
                milestone(estate, "facade", on(9), on(10), title="B", building_id=estate.b),
            ]
        )
        await session.flush()
        homes = {
            "tenant": estate.in_a1,
            "neighbour staircase": estate.in_a2,
            "stranger": estate.stranger_in_a1,
            "building": Home(estate.site, estate.a, None, None, "A", None, None),
            "site": Home(estate.site, None, None, None, None, None, None),
        }
        titles = {
            name: [one.title for one in await milestones_for(session, home)]
            for name, home in homes.items()
        }
    assert titles == {
        "tenant": ["site", "A", "A1", "11"],
        "neighbour staircase": ["site", "A"],
        "stranger": ["site", "A", "A1"],
        "building": ["site", "A"],
        "site": ["site"],
    }


async def test_the_narrowest_dates_of_a_kind_replace_the_wider_ones(database: Database) -> None:
    async with database.write() as session:
        estate = await build_estate(session)
        session.add_all(
            [
                milestone(estate, "bathroom", on(1), on(30), title="all"),
                milestone(
                    estate,
                    "bathroom",
                    on(12),
                    on(13),
                    title="mine",
                    state=MilestoneState.CANCELLED,
                    flat_id=estate.flat_11,
                ),
            ]
        )
        await session.flush()
        mine = await milestones_for(session, estate.in_a1)
        others = await milestones_for(session, estate.in_a2)
        every = await milestones_for(session, estate.in_a1, every_level=True)
    assert [one.title for one in mine] == ["mine"]
    assert [one.title for one in others] == ["all"]
    assert [one.title for one in every] == ["all", "mine"]


async def test_cuts_come_under_way_then_next_then_cancelled_then_past(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        estate = await build_estate(session)
        moments = {
            "past": cut(estate, CutKind.WATER, on(1, 9)),
            "older": cut(estate, CutKind.WATER, on(1, 3)),
            "cancelled": cut(estate, CutKind.WATER, on(4, 11), cancelled=True),
            "later": cut(estate, CutKind.WATER, on(6, 9)),
            "next": cut(estate, CutKind.WATER, on(5, 9), staircase_id=estate.a1),
            "now": cut(estate, CutKind.WATER, on(4, 8)),
            "power": cut(estate, CutKind.POWER, on(4, 8)),
            "elsewhere": cut(estate, CutKind.WATER, on(4, 8), staircase_id=estate.a2),
        }
        session.add_all(moments.values())
        await session.flush()
        names = {fact.reference: name for name, fact in moments.items()}
        found = await cuts_for(session, estate.in_a1, CutKind.WATER, now)
    assert [names[one.reference] for one in found] == [
        "now",
        "next",
        "later",
        "cancelled",
        "past",
        "older",
    ]


async def test_the_nearest_person_comes_first(database: Database) -> None:
    async with database.write() as session:
        estate = await build_estate(session)
        session.add_all(
            [
                person(estate, PersonRole.CARETAKER, name="site"),
                person(estate, PersonRole.CARETAKER, name="A1", staircase_id=estate.a1),
                person(estate, PersonRole.CARETAKER, name="B", building_id=estate.b),
            ]
        )
        await session.flush()
        found = await people_for(session, estate.in_a1, PersonRole.CARETAKER)
    assert [one.name for one in found] == ["A1", "site"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param("nothing", False, id="no fact"),
        pytest.param("building", False, id="facts of the whole building"),
        pytest.param("staircase", True, id="facts of one staircase"),
        pytest.param("other", False, id="facts of another building's staircase"),
    ],
)
async def test_staircases_differ_where_one_has_facts_of_its_own(
    database: Database, kind: str, expected: bool
) -> None:
    async with database.write() as session:
        estate = await build_estate(session)
        places: dict[str, dict[str, int]] = {
            "building": {"building_id": estate.a},
            "staircase": {"staircase_id": estate.a1},
            "other": {"staircase_id": estate.b1},
        }
        if kind in places:
            fact = cut(estate, CutKind.LIFT, on(5))
            ((level, place),) = places[kind].items()
            setattr(fact, level, place)
            session.add(fact)
        await session.flush()
        building = Home(estate.site, estate.a, None, None, "A", None, None)
        assert await staircases_differ(session, building) is expected
        assert await staircases_differ(session, estate.in_a1) is False
