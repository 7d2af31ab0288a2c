import pytest

from broadcaster.database import Database
from broadcaster.register.homes import (
    Home,
    find_place,
    fold_code,
    home_of_building,
    home_of_staircase,
    homes_of,
    list_buildings,
)
from tests.broadcaster.register.places import build_estate


@pytest.fixture
async def estate(database: Database) -> Database:
    async with database.write() as session:
        await build_estate(session)
    return database


def _labels(homes: list[Home]) -> list[tuple[str | None, str | None, str | None]]:
    return [(home.building, home.staircase, home.flat) for home in homes]


async def test_a_shared_number_has_every_flat(estate: Database) -> None:
    async with estate.read() as session:
        homes = await homes_of(session, "+33639980001")
    assert _labels(homes) == [("A", "2", "24"), ("A", "2", "31")]
    assert all(home.flat_id and home.staircase_id and home.building_id for home in homes)


async def test_a_stranger_has_no_home(estate: Database) -> None:
    async with estate.read() as session:
        assert await homes_of(session, "+33639989999") == []


@pytest.mark.parametrize(
    ("building", "staircase", "expected"),
    [
        pytest.param("a", "2", [("A", "2", None)], id="case"),
        pytest.param("Bât. A", "escalier 2", [("A", "2", None)], id="words before the code"),
        pytest.param("A", None, [("A", None, None)], id="several staircases: the building"),
        pytest.param("ete", None, [("Été", "unique", None)], id="one staircase: it"),
        pytest.param("A2", None, [("A", "2", None)], id="codes joined"),
        pytest.param(None, "a2", [("A", "2", None)], id="codes joined as a staircase"),
        pytest.param(None, "1", [("A", "1", None)], id="staircase alone"),
        pytest.param("A", "9", [], id="no such staircase"),
        pytest.param("Z", None, [], id="no such building"),
        pytest.param("", "", [], id="nothing said"),
        pytest.param("🏠", None, [], id="only a picture"),
        pytest.param(None, None, [], id="none"),
    ],
)
async def test_finds_the_place_meant(
    estate: Database,
    building: str | None,
    staircase: str | None,
    expected: list[tuple[str | None, str | None, str | None]],
) -> None:
    async with estate.read() as session:
        assert _labels(await find_place(session, building, staircase)) == expected


async def test_home_of_a_staircase_and_of_a_building(estate: Database) -> None:
    async with estate.read() as session:
        building = (await list_buildings(session))[0]
        home = await home_of_staircase(session, building.staircases[1].id)
        whole = await home_of_building(session, building.id)
    assert (home.building, home.staircase, home.flat_id) == ("A", "2", None)
    assert (whole.building, whole.staircase_id) == ("A", None)
    assert building.site.name == "Les Moulins"


async def test_an_unknown_staircase_is_an_error(estate: Database) -> None:
    async with estate.read() as session:
        with pytest.raises(LookupError):
            await home_of_staircase(session, 999)


@pytest.mark.parametrize(
    ("code", "folded"),
    [
        ("Bâtiment B", "b"),
        ("bat b", "b"),
        ("Bateleur", "bateleur"),
        ("Esc. 3", "3"),
        ("Tour", "tour"),
    ],
)
def test_folds_codes(code: str, folded: str) -> None:
    assert fold_code(code) == folded
