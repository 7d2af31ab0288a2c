"""« Bilan »: each report as a picture, a table and a file, by period and place."""

import re
from datetime import datetime, timedelta

import pytest

from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.keys import ConsoleConfig
from broadcaster.console.reports.pages import REPORTS
from broadcaster.database import Database
from broadcaster.register.optouts import opt_out
from broadcaster.reports import keeping
from broadcaster.sending.models import DeliveryState, Lane, SkipReason
from broadcaster.sending.texts.tariff import Tariff
from tests.broadcaster.console.journeys import Client, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.reports.estate import asked, message, settle, writes


@pytest.fixture
def config() -> ConsoleConfig:
    return ConsoleConfig(
        public_url="http://palier.exemple",
        terms=Terms(Tariff.parse("0.07"), "PALIER", "+33199000100"),
    )


@pytest.fixture
async def figures(database: Database, neighbourhood: Neighbourhood, now: datetime) -> Neighbourhood:
    """Messages of two weeks, questions, a STOP; the figures are brought up."""
    async with database.write() as session:
        one, two = await settle(session, neighbourhood.staircase_a1, 2, first=100)
        two.name = "=1+1"
        martin = await writes(session, "+33639980011", now)
        session.add_all(
            [
                message(one, DeliveryState.DELIVERED, now - timedelta(days=8), segments=2),
                message(two, DeliveryState.UNDELIVERED, now, code=30005),
                message(two, DeliveryState.SKIPPED, now, skip=SkipReason.EXPIRED),
                message(None, DeliveryState.SENT, now, lane=Lane.REPLY, number="+33639980031"),
                asked(martin, now, "cut_water", now + timedelta(seconds=4)),
                asked(martin, now - timedelta(days=8), "works_start", now - timedelta(days=8)),
            ]
        )
        await opt_out(session, "+33639980021", source="keyword", now=now)
    await keeping.look(database, now)
    return neighbourhood


@pytest.mark.parametrize("name", [*REPORTS, "unreached"])
@pytest.mark.parametrize("view", ["", "?period=quarter", "?period=all&place=site-1"])
async def test_every_report_opens_before_anything_was_told(
    client: Client, name: str, view: str, neighbourhood: Neighbourhood
) -> None:
    text = await text_of(client, f"/staff/reports/{name}{view}")
    assert "Les chiffres se préparent" in text


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("reach", ["<dt>Personne : SMS jamais arrivé</dt><dd>1</dd>", ">Tout</td>"]),
        ("deliveries", ["Ce numéro n'est plus attribué.", "Trop tard", "sem. du 4 mai 2026"]),
        ("answers", ["en 5 s au plus", "Messages reçus", "<dt>Neuf fois sur dix</dt><dd>5 s"]),
        ("topics", ["coupure d'eau", "début des travaux", "sem. du 20 avr. 2026"]),
        ("costs", ["<dt>SMS à payer</dt><dd>4</dd>", "0,28 €", "mai 2026", "avril 2026"]),
        ("optouts", ["<dt>Numéros</dt><dd>1</dd>"]),
        ("cards", ["Moins de 10 foyers : non affiché."]),
    ],
)
async def test_a_report_tells_its_figures(
    client: Client, figures: Neighbourhood, name: str, sentences: list[str]
) -> None:
    text = await text_of(client, f"/staff/reports/{name}")
    for sentence in ["Chiffres de lundi 4 mai 2026 à 9 h.", *sentences]:
        assert sentence in text, sentence


async def test_each_picture_has_a_name_and_the_same_figures_in_a_table(
    client: Client, figures: Neighbourhood
) -> None:
    for name in REPORTS:
        text = await text_of(client, f"/staff/reports/{name}")
        assert text.count("<svg") <= text.count("<table")
        for drawing in re.findall(r"<svg.*?</svg>", text):
            assert re.search(r"<title[^>]*>[^<]+</title>", drawing)
            for figure in re.findall(r'class="figure"[^>]*>(\d+)</text>', drawing):
                assert f">{figure}</td>" in text


async def test_a_place_counts_its_own(client: Client, figures: Neighbourhood) -> None:
    in_b = await text_of(client, f"/staff/reports/deliveries?place=building-{figures.building_b}")
    assert "Envoyé" in in_b
    assert "Ce numéro n'est plus attribué." not in in_b
    for nowhere in ("site-99", "building-99", "elsewhere", "site-x"):
        assert (await client.get(f"/staff/reports/reach?place={nowhere}")).status == 404


async def test_what_is_no_report_is_not_there(client: Client, neighbourhood: Neighbourhood) -> None:
    for path in ("nothing", "reach/nothing.csv", "nothing/reach.csv"):
        assert (await client.get(f"/staff/reports/{path}")).status == 404


async def test_every_table_is_a_file(client: Client, figures: Neighbourhood) -> None:
    text = await text_of(client, "/staff/reports/costs")
    [address] = re.findall(r'href="(/staff/reports/costs/[^"]+)"', text)
    answer = await client.get(address)
    assert answer.content_type == "text/csv"
    assert (await answer.text()).splitlines() == [
        "\ufeffMois;SMS à payer;SMS des envois;SMS des réponses;Prix estimé",
        "avril 2026;2;2;0;0,14",
        "mai 2026;2;1;1;0,14",
    ]


async def test_the_doors_to_knock_at_are_listed_and_no_cell_is_a_formula(
    client: Client, figures: Neighbourhood
) -> None:
    text = await text_of(client, "/staff/reports/unreached")
    assert "Bâtiment A, escalier 1" in text
    for words in ("Frapper à la porte", "Appeler", "Lettre dans la boîte"):
        assert words in text
    answer = await client.get("/staff/reports/unreached.csv")
    lines = (await answer.text()).splitlines()
    late = "Trop tard : le message ne servait plus à rien;04/05/2026;Frapper à la porte"
    assert f"Les Lilas;A;1;2;101;'=1+1;{late}" in lines


async def test_doors_are_paged(
    client: Client, database: Database, figures: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        for household in await settle(session, figures.staircase_a1, 120, first=500):
            household.contacts.clear()
    await keeping.look(database, now)
    text = await text_of(client, "/staff/reports/unreached")
    assert "Foyer 500" in text
    assert "page=2" in text
    assert "Foyer 619" in await text_of(client, "/staff/reports/unreached?page=2")
