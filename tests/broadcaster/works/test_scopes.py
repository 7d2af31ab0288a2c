"""Scopes: places compared with each other, and with where people live."""

import pytest
from sqlalchemy import literal, select

from broadcaster.database import Database
from broadcaster.works.models import Milestone
from broadcaster.works.scopes import Scope
from tests.broadcaster.works.estate import (
    IN_A1_FLAT_11,
    IN_A1_FLAT_12,
    IN_A2_FLAT_21,
    IN_B_FLAT_1,
    IN_TWO_STAIRCASES,
    build_estate,
)

NUMBERS = [IN_A1_FLAT_11, IN_A1_FLAT_12, IN_A2_FLAT_21, IN_B_FLAT_1, IN_TWO_STAIRCASES]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        pytest.param((1, 2, 3), (1, 2, 3), (1, 2, 3), id="the same"),
        pytest.param((1, 2, 3, 4), (1, 2), (1, 2), id="one holds the other"),
        pytest.param((1, 2, 3), (1, 2, 4), (1, 2), id="two staircases of a building"),
        pytest.param((1, 2), (1, 3), (1,), id="two buildings"),
        pytest.param((1,), (2,), (), id="two sites"),
        pytest.param((1, None, 3), (1, None, 4), (1,), id="with a level left out"),
    ],
)
def test_the_narrowest_place_that_holds_both(
    one: tuple[int, ...], other: tuple[int, ...], both: tuple[int, ...]
) -> None:
    assert Scope(one).joined(Scope(other)) == Scope(other).joined(Scope(one)) == Scope(both)


@pytest.mark.parametrize("path", [(), (1,), (1, 2), (1, 2, 3, 4), (1, None, 3)])
def test_a_place_is_read_back(path: tuple[int, ...]) -> None:
    assert Scope.read(str(Scope(path))) == Scope(path)


async def test_who_lives_in_a_place(database: Database) -> None:
    async with database.write() as session:
        estate = await build_estate(session)

        async def living(*path: int | None) -> list[str]:
            place = Scope(path)
            return [
                number
                for number in NUMBERS
                if await session.scalar(select(place.holds(literal(number))))
            ]

        in_a1 = [IN_A1_FLAT_11, IN_A1_FLAT_12, IN_TWO_STAIRCASES]
        assert await living() == NUMBERS
        assert await living(estate.site) == NUMBERS
        assert await living(estate.site, estate.b) == [IN_B_FLAT_1]
        assert await living(estate.site, estate.a, estate.a1) == in_a1
        assert await living(estate.site, None, estate.a1) == in_a1
        flat = await living(estate.site, estate.a, estate.a1, estate.flat_11)
        assert flat == [IN_A1_FLAT_11, IN_TWO_STAIRCASES]


def test_the_place_of_a_fact() -> None:
    milestone = Milestone(site_id=1, building_id=2, staircase_id=None, flat_id=None)
    assert Scope.of(milestone) == Scope((1, 2))
    assert (Scope.of(milestone).level, Scope.of(milestone).id) == ("building_id", 2)
