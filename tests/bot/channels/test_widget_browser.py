"""The chat in a real browser: live, by keyboard, at 320 px, with and without JavaScript."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from broadcaster.conversations.models import Author
from tests.bot.channels.repeating_inbox import RepeatingInbox
from tests.support.browser import NARROW, has_no_sideways_scrolling, page_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_question_is_asked_and_answered(url: str, chromium: Path, script: bool) -> None:
    async with page_in(chromium, script=script) as page:
        await page.goto(url)
        await page.get_by_role("button", name="Quand commencent").click()
        talk = page.get_by_role("log")
        await expect(talk.get_by_text("Vous dites : Quand commencent")).to_be_visible()
        await page.get_by_label("Votre question").fill("Et l'eau ?")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(talk.get_by_text("Vous dites : Et l'eau ?")).to_be_visible()
        await page.get_by_role("button", name="Effacer la conversation").click()
        await expect(talk.get_by_text("Et l'eau ?")).to_have_count(0)


async def test_a_persons_answer_arrives_by_itself(
    url: str, chromium: Path, inbox: RepeatingInbox
) -> None:
    async with page_in(chromium) as page:
        await page.goto(url)
        await page.get_by_label("Votre question").fill("Je veux une personne")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Vous dites : Je veux une personne")).to_be_visible()
        [asked] = await inbox.stored()
        await inbox.reply(asked.correspondent_id, "Bonjour, ici Nadia.", Author.STAFF)
        await expect(page.get_by_text("ici Nadia")).to_be_visible()
        await expect(page.get_by_text("Une personne de l'équipe")).to_be_visible()


async def test_everything_fits_a_narrow_screen(url: str, chromium: Path) -> None:
    async with page_in(chromium, width=NARROW) as page:
        await page.goto(url)
        await page.get_by_label("Votre question").fill("a" * 300)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Vous dites")).to_be_visible()
        assert await has_no_sideways_scrolling(page)
