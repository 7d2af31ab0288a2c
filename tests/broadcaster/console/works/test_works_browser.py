"""The works pages in a real Chromium: the printed sheet, and the picture by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from broadcaster.campaigns.preview.preview import Terms
from broadcaster.console.keys import ConsoleConfig
from broadcaster.database import Database
from broadcaster.sending.texts.tariff import Tariff
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, SilentEngine
from tests.broadcaster.console.scene import Scene, set_up
from tests.broadcaster.console.test_pages_browser import log_in
from tests.support.browser import NARROW, page_in
from tests.support.clock import MovableClock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
def config() -> ConsoleConfig:
    """With a number that tenants can text, as an operator has it."""
    terms = Terms(Tariff.parse("0.075"), sender="+33199000100", answered_at="+33199000100")
    return ConsoleConfig(public_url="http://palier.exemple", terms=terms)


@pytest.fixture
async def scene(database: Database, clock: MovableClock, nadia: Nadia) -> Scene:
    return await set_up(database, clock, SilentEngine(), nadia.id)


async def test_a_full_poster_is_one_sheet_of_a4(
    client: Client, scene: Scene, chromium: Path, artefacts: Path
) -> None:
    await client.post("/staff/works/buildings/1/feeds/tenants")
    async with page_in(chromium) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url("/staff/works/buildings/1/poster?weeks=8")))
        await expect(page.get_by_text("01 99 00 01 00")).to_be_visible()
        await expect(page.get_by_text("demandez par SMS")).to_be_visible()
        sheet = await page.pdf(prefer_css_page_size=True)
        await page.emulate_media(media="print")
        await page.screenshot(path=artefacts / "console" / "poster-print.png", full_page=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox \[0 0 59[45][\d.]* 84[12][\d.]*\]", sheet)


async def test_the_timeline_is_walked_by_keyboard_and_followed_on_a_phone(
    client: Client, scene: Scene, chromium: Path
) -> None:
    async with page_in(chromium, width=NARROW, script=False) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url("/staff/works/timeline")))
        await page.get_by_role("button", name="Afficher").focus()
        for _ in range(3):  # over « Plus tôt » and « Plus tard »
            await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Réunion publique")
