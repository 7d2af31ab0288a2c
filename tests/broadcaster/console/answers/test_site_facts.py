"""The offer and daily life of a site: edited, confirmed, refused with the remedy."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from broadcaster.database import Database
from broadcaster.help.models import HelpPoint, OfferFact, SiteNote
from broadcaster.works.models import SitePerson
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood

OFFER = {
    "price": "1,24 € par mois",
    "payer": "chaque logement",
    "vote_from": "2026-05-11",
    "launch_first-day": "2026-05-12",
    "launch_first-from": "14:00",
    "launch_first-until": "17h",
}
POINT = {"kind": "workshop", "name": "Atelier", "number": "01 99 00 03 10", "hours": "lundi"}


@pytest.fixture
def path(neighbourhood: Neighbourhood) -> str:
    return f"/staff/sites/{neighbourhood.site_id}"


async def offer(database: Database) -> dict[str, OfferFact]:
    async with database.read() as session:
        return {fact.key: fact for fact in await session.scalars(select(OfferFact))}


async def test_the_only_site_is_opened_at_once(client: Client, path: str) -> None:
    answer = await client.get("/staff/sites")
    assert answer.url.path == path
    text = await answer.text()
    assert "L'assistant dit qu'il ne le sait pas" in text
    assert "Première demi-journée de lancement" in text


async def test_facts_are_saved_and_confirmed_by_whoever_wrote_them(
    client: Client, database: Database, path: str, now: datetime
) -> None:
    answer = await client.post(f"{path}/offre", data=OFFER)
    text = await answer.text()
    assert f"Confirmé le 04/05/2026 par {Nadia.name}" in text
    facts = await offer(database)
    assert facts["launch_first"].value == "2026-05-12 14:00-17:00"
    assert facts["vote_from"].value == "2026-05-11"
    assert (facts["price"].confirmed_at, facts["price"].confirmed_by) == (now, Nadia.name)
    assert "television" not in facts
    log = await (await client.get("/staff/audit")).text()
    assert "a enregistré ou confirmé : Le prix, par mois, Qui paie" in log


async def test_only_what_changed_or_is_said_to_be_true_is_confirmed(
    client: Client, database: Database, path: str, now: datetime
) -> None:
    await client.post(f"{path}/offre", data=OFFER)
    async with database.write() as session:
        await session.execute(update(OfferFact).values(confirmed_at=now - timedelta(days=20)))
    assert "À confirmer" in await (await client.get(path)).text()
    await client.post(
        f"{path}/offre", data=OFFER | {"price": "1,30 € par mois", "confirm": "payer"}
    )
    facts = await offer(database)
    fresh = {key for key, fact in facts.items() if fact.confirmed_at == now}
    assert fresh == {"price", "payer"}
    await client.post(f"{path}/offre", data=OFFER | {"confirm": "all"})
    assert {fact.confirmed_at for fact in (await offer(database)).values()} == {now}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("price", "1 € par an", "le prix par mois"),
        ("vote_from", "bientôt", "Cette date ne se lit pas"),
        ("launch_first-until", "13:00", "La fin est avant le début"),
        ("launch_first-from", "", "Ce champ est vide"),
        ("vote_state", "peut-être", "Choisissez un résultat"),
        ("content", "x" * 301, "300 au plus"),
    ],
)
async def test_what_cannot_be_used_is_refused_and_nothing_is_lost(
    client: Client, database: Database, path: str, field: str, value: str, sentence: str
) -> None:
    answer = await client.post(f"{path}/offre", data=OFFER | {field: value})
    text = await answer.text()
    assert answer.status == 400
    assert sentence in text
    assert "chaque logement" in text
    assert await offer(database) == {}


async def test_daily_life_is_saved_and_emptied(
    client: Client, database: Database, path: str
) -> None:
    for value in ("parking sud", ""):
        await client.post(f"{path}/vie", data={"parking": value})
        async with database.read() as session:
            note = (await session.scalars(select(SiteNote))).one()
        assert note.value == value


async def test_a_site_that_is_not_there(client: Client, path: str) -> None:
    assert (await client.get("/staff/sites/999")).status == 404
    assert (await client.post("/staff/sites/999/vie", data={"parking": "x"})).status == 404
    assert (await client.post(f"{path}/autre", data={})).status == 404


async def test_a_help_point_is_added_changed_confirmed_and_taken_out(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    new = POINT | {"site": str(neighbourhood.site_id)}
    assert "Atelier" in await (await client.post("/staff/help-points", data=new)).text()
    async with database.read() as session:
        point = (await session.scalars(select(HelpPoint))).one()
    assert (point.number, point.confirmed_by) == ("+33199000310", Nadia.name)
    path = f"/staff/help-points/{point.id}"
    assert "01 99 00 03 10" in await (await client.get(path)).text()
    await client.post(path, data=POINT | {"name": "Atelier internet"})
    async with database.write() as session:
        await session.execute(update(HelpPoint).values(confirmed_at=None))
    await client.post(f"{path}/confirm")
    async with database.read() as session:
        point = (await session.scalars(select(HelpPoint))).one()
    assert (point.name, point.confirmed_at) == ("Atelier internet", now)
    await client.post(f"{path}/remove")
    assert (await client.get(path)).status == 404


@pytest.mark.parametrize(
    ("field", "value"), [("number", "12"), ("name", ""), ("kind", "x"), ("site", "999")]
)
async def test_a_wrong_help_point_is_refused(
    client: Client, neighbourhood: Neighbourhood, field: str, value: str
) -> None:
    new = POINT | {"site": str(neighbourhood.site_id), field: value}
    assert (await client.post("/staff/help-points", data=new)).status == 400


async def test_a_person_on_site_is_corrected_and_confirmed(
    client: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.read() as session:
        person = (await session.scalars(select(SitePerson))).one()
    path = f"/staff/people/{person.id}"
    await client.post(f"{path}/confirm")
    refused = await client.post(path, data={"name": "Mme Roche", "number": "12", "hours": ""})
    assert refused.status == 400
    await client.post(path, data={"name": "Mme Roche", "number": "01 99 00 02 20", "hours": "9 h"})
    async with database.read() as session:
        person = (await session.scalars(select(SitePerson))).one()
    assert (person.number, person.hours) == ("+33199000220", "9 h")
    assert (person.confirmed_at, person.confirmed_by) == (now, Nadia.name)
