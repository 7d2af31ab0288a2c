"""The list of households: searched in any spelling, and by place."""

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.register.search import index_households
from tests.broadcaster.console.journeys import Client, text_of

Homes = dict[str, int]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param("martin", "Martin", id="no capital"),
        pytest.param("MÀRT", "Martin", id="accents and a beginning"),
        pytest.param("L21", "Yilmaz", id="reference"),
        pytest.param("B 1 31", "Nguyen", id="flat"),
        pytest.param("b131", "Nguyen", id="flat in one word"),
        pytest.param("bât. B esc. 1 appt 31", "Nguyen", id="flat in all its words"),
        pytest.param("0021", "Yilmaz", id="last digits"),
        pytest.param("98 00 31", "Nguyen", id="last digits with spaces"),
        pytest.param("06 39 98 00 11", "Martin", id="whole number"),
        pytest.param("+33 6 39 98 00 11", "Martin", id="number with its country"),
        pytest.param("martin a 1", "Martin", id="name and place"),
    ],
)
async def test_a_household_is_found_by_what_is_known_of_it(
    client: Client, homes: Homes, said: str, found: str
) -> None:
    answer = await client.get("/staff/households/results", params={"q": said})
    text = await answer.text()
    assert answer.status == 200
    assert f'href="/staff/households/{homes[found]}"' in text
    assert text.count("/staff/households/") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Lœuillet", "loeuillet"),
        ("Loeuillet", "Lœuil"),
        ("LŒUILLET", "loeuillet"),
        ("Lætitia", "laetitia"),
        ("Yıldız", "yildiz"),
        ("Łukasz", "lukasz"),
    ],
)
async def test_letters_joined_or_struck_are_found_as_people_type_them(
    client: Client, homes: Homes, database: Database, name: str, said: str
) -> None:
    async with database.write() as session:
        (await session.get_one(Household, homes["Petit"])).name = name
        await index_households(session, {homes["Petit"]})
    assert name in await text_of(client, f"/staff/households/results?q={said}")


async def test_what_is_not_there_says_what_to_try(client: Client, homes: Homes) -> None:
    page = await text_of(client, "/staff/households?q=inconnu")
    assert "Aucun foyer ne correspond" in page


async def test_the_signs_of_a_pattern_find_nothing(client: Client, homes: Homes) -> None:
    assert "Aucun foyer" in await text_of(client, "/staff/households?q=mar%25tin_x")


async def test_the_tree_counts_what_lies_in_each_place(client: Client, homes: Homes) -> None:
    page = await text_of(client, "/staff/households")
    assert "Valmont · 2 bâtiments · 5 appartements · 5 foyers" in page
    assert "Escalier 1" in page


async def test_a_list_of_a_site_is_read_page_by_page(
    client: Client, homes: Homes, database: Database
) -> None:
    async with database.write() as session:
        flat = await session.scalar(select(Household.flat_id).limit(1))
        session.add_all(
            Household(reference=f"X{one}", name=f"Foyer {one}", flat_id=flat) for one in range(40)
        )
    first = await text_of(client, "/staff/households?site=1")
    second = await text_of(client, "/staff/households?site=1&page=1")
    assert "Page suivante" in first
    assert "Page précédente" in second
    assert "Nguyen" in second
