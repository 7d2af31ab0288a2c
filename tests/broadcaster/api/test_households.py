"""Households that a landlord's system pushes and reads."""

from sqlalchemy import func, select

from broadcaster.database import Database
from broadcaster.register.models import Contact, Household
from broadcaster.staff.api_tokens import Scope
from broadcaster.staff.audit import entries
from tests.broadcaster.api.conftest import MakeKey
from tests.broadcaster.api.system import System, household


async def test_a_household_that_was_pushed_is_read_back_as_it_was_sent(system: System) -> None:
    pushed = await system.post("/households", {"households": [household()]})
    assert (pushed.status, pushed.body["added"]) == (200, 1)
    read = (await system.get("/households/L12")).body
    assert read["site"] == {"code": "LIL", "name": "Les Lilas"}
    assert (read["building"], read["staircase"], read["floor"], read["flat"]) == ("A", "1", 2, "12")
    assert read["card"] == {"phone": "smartphone_online", "reads_sms": 3, "french": "hard"}
    [contact] = read["contacts"]
    assert contact["number"] == "+33639980012"
    assert (contact["kind"], contact["language"], contact["consent"]) == ("mobile", "tr", "given")


async def test_pushing_again_changes_what_changed_and_nothing_else(system: System) -> None:
    two = [household(), household("L13", flat="13", name="Diallo")]
    await system.post("/households", {"households": two})
    again = await system.post("/households", {"households": [two[0], two[1] | {"name": "Ba"}]})
    assert (again.body["added"], again.body["changed"], again.body["unchanged"]) == (0, 1, 1)
    assert (await system.get("/households/L13")).body["name"] == "Ba"


async def test_each_number_has_its_own_language_and_proof_of_consent(system: System) -> None:
    offers = {"consent": "given", "at": "2026-04-01", "source": "Formulaire papier"}
    contacts = [
        {"number": "0639980012", "language": "tr"},
        {"number": "0639980013", "language": "fr", "offers": offers},
    ]
    await system.post("/households", {"households": [household(contacts=contacts)]})
    first, second = (await system.get("/households/L12")).body["contacts"]
    assert (first["language"], first["offers_consent"]) == ("tr", "not_asked")
    assert (second["language"], second["offers_consent"]) == ("fr", "given")
    assert second["offers_consent_source"] == "Formulaire papier"


async def test_one_wrong_item_refuses_all_and_is_pointed_at(
    system: System, database: Database
) -> None:
    wrong = household("L13", department="France", contacts=[{"number": "12"}])
    refused = await system.post("/households", {"households": [household(), wrong]})
    assert refused.status == 422
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert set(refused.pointers) == {"/households/1/department", "/households/1/contacts"}
    assert "n'est pas un département" in refused.body["errors"][0]["detail"]
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Household)) == 2


async def test_the_same_reference_twice_is_refused(system: System) -> None:
    refused = await system.post("/households", {"households": [household(), household()]})
    assert refused.pointers == ["/households/1/reference"]


async def test_a_dry_run_tells_and_keeps_nothing(system: System, database: Database) -> None:
    tried = await system.post("/households?dry_run=true", {"households": [household()]})
    assert (tried.status, tried.body["dry_run"], tried.body["added"]) == (200, True, 1)
    assert (await system.get("/households/L12")).status == 404
    async with database.read() as session:
        log = await entries(session, before_id=None, limit=10)
    assert not [one for one in log if "foyer" in one.sentence]


async def test_the_log_says_which_key_pushed(system: System, database: Database) -> None:
    await system.post("/households", {"households": [household()]})
    async with database.read() as session:
        log = await entries(session, before_id=None, limit=10)
    assert log[0].sentence == "a reçu 1 foyer(s) par l'API, avec la clé « Logiciel du bailleur »."


async def test_a_thousand_at_once_and_not_one_more(system: System, database: Database) -> None:
    many = [household(f"X{n}", flat=str(n), contacts=[]) for n in range(1000)]
    assert (await system.post("/households", {"households": many})).body["added"] == 1000
    more = [*many, household("X1000", contacts=[])]
    assert (await system.post("/households", {"households": more})).pointers == ["/households"]


async def test_the_list_comes_in_pages(system: System) -> None:
    many = [household(f"X{n}", flat=str(n), contacts=[]) for n in range(5)]
    await system.post("/households", {"households": many})
    seen, path = [], "/households?limit=3"
    while path:
        page = (await system.get(path)).body
        seen += [one["reference"] for one in page["items"]]
        path = f"/households?limit=3&cursor={page['next']}" if page["next"] else ""
    assert seen == ["L11", "M11", "X0", "X1", "X2", "X3", "X4"]


async def test_numbers_are_masked_without_the_right_to_them(
    system: System, make_key: MakeKey
) -> None:
    reader = System(system.client, await make_key(Scope.HOUSEHOLDS_READ))
    [contact] = (await reader.get("/households/L11")).body["contacts"]
    assert contact["number"] == "+33 6 39 •• •• 11"


async def test_a_key_of_one_site_sees_and_changes_that_site_only(
    system: System, make_key: MakeKey, estate: dict[str, int], database: Database
) -> None:
    of_lilas = System(system.client, await make_key(sites=[estate["Les Lilas"]]))
    items = (await of_lilas.get("/households")).body["items"]
    assert [one["reference"] for one in items] == ["L11"]
    assert (await of_lilas.get("/households/M11")).status == 404
    elsewhere = household("X1", site="Les Moulins", contacts=[])
    new_site = household("X2", site="Nulle part", contacts=[])
    taken = household("M11", contacts=[])
    refused = await of_lilas.post("/households", {"households": [elsewhere, new_site, taken]})
    assert sorted(refused.pointers) == [
        "/households/0/site",
        "/households/1/site",
        "/households/2/reference",
    ]
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Contact)) == 2
