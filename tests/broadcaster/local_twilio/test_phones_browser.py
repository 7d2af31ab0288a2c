"""The phones page in a real browser: live, by keyboard, at 320 px."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support.browser import NARROW, has_no_sideways_scrolling, page_in
from tests.support.twilio import NEIGHBOUR, PHONE, Running

pytestmark = pytest.mark.browser


async def test_a_text_is_written_by_keyboard_and_answers_arrive_live(
    twilio: Running, chromium: Path
) -> None:
    async with page_in(chromium) as page:
        await page.goto(twilio.url)
        await page.get_by_label("Chercher").fill("amina")
        await expect(page.get_by_text("Jean Modèle")).to_be_hidden()
        await page.get_by_role("link", name="Amina Exemple").click()
        await page.get_by_label("SMS au").fill("Quand l'eau revient ?")
        await page.keyboard.press("Enter")
        talk = page.get_by_role("log")
        await expect(talk.get_by_text("Quand l'eau revient ?")).to_be_visible()
        await expect(page.get_by_label("SMS au")).to_have_value("")

        await twilio.create(Body="Mardi à midi.")
        await expect(talk.get_by_text("Mardi à midi.")).to_be_visible()
        await expect(talk.get_by_text("· reçu")).to_be_visible()
        await twilio.create(To=NEIGHBOUR, Body="Pour Jean")
        await expect(page.locator("#phones").get_by_text("Pour Jean")).to_be_attached()


@pytest.mark.parametrize("path", ["/", f"/phones/{PHONE}", "/mishaps"])
async def test_everything_fits_a_narrow_screen(twilio: Running, chromium: Path, path: str) -> None:
    twilio.desk.text_us(PHONE, "a" * 500)
    await twilio.texts()
    async with page_in(chromium, width=NARROW) as page:
        await page.goto(twilio.url + path)
        assert await has_no_sideways_scrolling(page)


async def test_a_text_is_written_without_javascript(twilio: Running, chromium: Path) -> None:
    async with page_in(chromium, script=False) as page:
        await page.goto(f"{twilio.url}/phones/{PHONE}")
        await page.get_by_label("SMS au").fill("Bonjour")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.get_by_role("log").get_by_text("Bonjour")).to_be_visible()
