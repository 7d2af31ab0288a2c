"""While a broadcast is written, its figures follow; behind them is the list of who is meant."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.keys import COOKIE, ConsoleConfig
from broadcaster.database import Database
from broadcaster.sending.texts.tariff import Tariff
from tests.broadcaster.console.journeys import (
    Client,
    Fields,
    deliveries,
    on_sqlite,
    readable,
    text_of,
)
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.browser import page_in


@pytest.fixture
def config() -> ConsoleConfig:
    terms = Terms(Tariff.parse("0.10"), "PALIER", "+33199000100")
    return ConsoleConfig(public_url="http://palier.exemple", terms=terms)


async def glance(client: Client, fields: Fields) -> str:
    answer = await client.post("/staff/broadcasts/glance", data=fields)
    assert answer.status == 200
    return readable(await answer.text())


async def test_a_half_written_broadcast_tells_what_it_comes_to(
    client: Client, database: Database, fields: Fields
) -> None:
    text = await glance(client, fields | {"title": ""})
    assert '<strong class="big">5</strong> foyers : 3 joignables par SMS, 2 non joignables.' in text
    assert "3 messages, <strong>3 SMS à payer</strong>, soit <strong>0,30 €</strong>" in text
    assert "<!doctype" not in text
    assert await deliveries(database) == []


async def test_each_language_has_its_own_figures_and_letters_that_were_made_plainer(
    client: Client, fields: Fields
) -> None:
    body = "Échafaudage : ça commence demain, il faut être prêt avant 8 h, merci à vous."
    text = await glance(client, fields | {"body": body, "version-tr": "Günaydın ğ"})
    assert "Français" in text
    assert "ê devient e" in text
    assert "Turc" in text
    assert "1 message, 1 SMS par message au plus, UCS-2 : 70 signes par SMS" in text


@on_sqlite
async def test_without_text_the_audience_alone_is_counted(client: Client, fields: Fields) -> None:
    text = await glance(client, fields | {"body": ""})
    assert "foyers : 3 joignables" in text
    assert "SMS à payer" not in text


@on_sqlite
async def test_what_is_wrong_is_told_beside_the_count(client: Client, fields: Fields) -> None:
    text = await glance(client, fields | {"milestone": ""})
    assert 'class="warning"' in text
    assert "foyers : 3 joignables" in text
    assert "Choisissez la résidence" in await glance(client, fields | {"site": "99"})


@on_sqlite
async def test_a_button_brings_the_same_without_script_and_keeps_nothing(
    client: Client, fields: Fields
) -> None:
    pressed = fields | {"action": "update_preview"}
    answer = await client.post("/staff/broadcasts/new", data=pressed)
    text = readable(await answer.text())
    assert answer.url.path == "/staff/broadcasts/new"
    assert "3 SMS à payer" in text
    assert 'value="Échafaudage, rappel"' in text
    assert "Échafaudage, rappel" not in await text_of(client, "/staff/broadcasts")


async def test_the_list_behind_the_count_tells_who_and_how_else(
    client: Client, fields: Fields, neighbourhood: Neighbourhood
) -> None:
    text = await glance(client, fields | {"building": [str(neighbourhood.building_a)]})
    [address] = re.findall(r'href="([^"]+)"', text)
    page = await text_of(client, address.replace("&amp;", "&"))
    assert "3 foyers : 2 joignables par SMS, 1 non joignable." in page
    assert "n'a qu'un téléphone fixe" in page
    assert "Appeler la ligne fixe" in page
    assert "Nguyen" not in page
    assert (await client.get("/staff/audience?site=99")).status == 404
    turkish = await text_of(client, f"/staff/audience?site={neighbourhood.site_id}&language=tr")
    assert "1 foyer : 1 joignable" in turkish


@pytest.mark.browser
@on_sqlite
async def test_the_figures_follow_what_is_typed(
    client: Client, fields: Fields, chromium: Path
) -> None:
    async with page_in(chromium) as page:
        token = next(iter(client.session.cookie_jar)).value
        site = str(client.make_url("/staff"))
        await page.context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
        await page.goto(f"{site}/broadcasts/new")
        await page.get_by_label("Message", exact=True).fill("Bonjour.")
        await expect(page.locator("#glance-state")).to_have_text(
            "3 messages, 3 SMS à payer, 0,30 €"
        )
        await page.get_by_label("Tout le bâtiment B").check()
        await expect(page.get_by_text("1 SMS à payer", exact=True)).to_be_visible()
