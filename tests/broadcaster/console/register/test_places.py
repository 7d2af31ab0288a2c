"""Places: added and corrected, from the site down to the flat."""

import pytest

from tests.broadcaster.console.journeys import Client, readable, refused, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood

Homes = dict[str, int]


async def test_a_place_is_added_at_each_level_and_somebody_moves_in(
    client: Client, neighbourhood: Neighbourhood
) -> None:
    site = await client.post(
        "/staff/places/new", data={"name": "Les Ormes", "city": "Valbrume", "department": "1"}
    )
    assert "Résidence Les Ormes" in await site.text()
    path = site.url.path
    for new, told in [
        ({"new-code": "Bâtiment C", "new-address": "3 rue C"}, "Bâtiment C"),
        ({"new-code": "2"}, "Escalier 2"),
        ({"new-number": "101", "new-floor": "RDC"}, "Appartement 101"),
    ]:
        page = await (await client.post(f"{path}/add", data=new)).text()
        assert told in page
        path = page.split(f">{told}</a>")[0].rpartition('href="')[2].rstrip('"')
    flat = await text_of(client, path)
    assert "Personne n'y est inscrit" in flat
    home = await client.post(f"{path}/add", data={"new-name": "Rivel", "new-reference": "R1"})
    page = readable(await home.text())
    assert "Les Ormes" in page
    assert "rez-de-chaussée" in page
    assert "Rivel" in await text_of(client, "/staff/households/results?q=c 2 101")
    assert "a ajouté le foyer Rivel" in await text_of(client, "/staff/audit")


async def test_a_building_with_another_letter_is_found_by_it(
    client: Client, homes: Homes, neighbourhood: Neighbourhood
) -> None:
    path = f"/staff/places/building/{neighbourhood.building_b}"
    page = await client.post(path, data={"code": "Hêtre", "address": "2 rue B"})
    assert "Bâtiment Hêtre" in await page.text()
    assert "Nguyen" in await text_of(client, "/staff/households/results?q=hetre 1 31")
    assert "devient « Hêtre »" in await text_of(client, "/staff/audit")


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("site/1/add", {"new-code": "a", "new-address": ""}, "Ce lieu existe déjà"),
        ("site/1", {"name": "Les Lilas", "city": "Valmont", "department": "20"}, "67, 2A, 974"),
        ("staircase/1/add", {"new-number": "13", "new-floor": "mezzanine"}, "un étage"),
        ("staircase/1/add", {"new-number": ""}, "vide"),
        ("flat/1/add", {"new-name": "X", "new-reference": "L21"}, "a cette référence"),
    ],
    ids=["same building", "department", "floor", "no number", "same reference"],
)
async def test_a_place_that_cannot_be_says_why(
    client: Client, homes: Homes, path: str, data: dict[str, str], sentence: str
) -> None:
    assert sentence in await refused(await client.post(f"/staff/places/{path}", data=data))


async def test_a_place_that_is_not_there_is_not_found(client: Client) -> None:
    for path in ("site/99", "building/99", "flat/0", "cellar/1"):
        assert (await client.get(f"/staff/places/{path}")).status == 404
