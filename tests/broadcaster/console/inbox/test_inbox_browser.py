"""The inbox in a real Chromium: live with script, whole without."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from broadcaster.console.keys import COOKIE
from broadcaster.conversations.canned_answers import CannedAnswer
from broadcaster.conversations.models import Reply
from broadcaster.database import Database
from tests.broadcaster.console.inbox.desk import MARTIN, NGUYEN, asks
from tests.broadcaster.console.journeys import Client
from tests.support.browser import NARROW, has_no_sideways_scrolling, page_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("neighbourhood"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""What makes a page look for news at once, as when somebody comes back to it."""


async def log_in(page: Page, client: Client) -> None:
    token = next(iter(client.session.cookie_jar)).value
    address = str(client.make_url("/staff"))
    await page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])


async def test_an_emergency_comes_into_the_list_and_is_said(
    client: Client, database: Database, chromium: Path, now: datetime
) -> None:
    await asks(database, MARTIN, "C'est quand la fin ?", now)
    async with page_in(chromium) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url("/staff/threads")))
        await expect(page.get_by_role("link", name="Martin")).to_be_visible()
        await asks(database, NGUYEN, "ça sent le gaz", now + timedelta(minutes=1), urgent=True)
        await page.evaluate(LOOK)
        await expect(page.locator(".list li").first).to_contain_text("Nguyen")
        await expect(page.get_by_role("status").first).to_have_text(
            "Attention, urgences à traiter : 1. Demandes à traiter en tout : 2."
        )
        await expect(page).to_have_title("Urgence (1) · Demandes · Palier")


async def test_news_is_told_to_whoever_is_writing_and_nothing_is_lost(
    client: Client, database: Database, chromium: Path, now: datetime
) -> None:
    thread = await asks(database, MARTIN, "C'est quand la fin ?", now)
    async with page_in(chromium) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url(f"/staff/threads/{thread}")))
        await page.get_by_label("Votre réponse").fill("Le 3 juin.")
        await asks(database, MARTIN, "Laissez tomber", now + timedelta(minutes=1))
        await page.evaluate(LOOK)
        await expect(page.locator("#news")).to_contain_text("Il y a du nouveau")
        await page.get_by_role("button", name="Aperçu").click()
        await expect(page.get_by_text("Laissez tomber")).to_be_visible()
        await expect(page.get_by_label("Votre réponse")).to_have_value("Le 3 juin.")


async def test_answering_works_without_script_on_a_small_telephone(
    client: Client, database: Database, chromium: Path, artefacts: Path, now: datetime
) -> None:
    thread = await asks(database, MARTIN, "C'est quand la fin ?", now)
    async with database.write() as session:
        session.add(
            CannedAnswer(title="Passage", body="Bonjour {nom}.", versions={}, changed_at=now)
        )
    async with page_in(chromium, width=NARROW, script=False) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url(f"/staff/threads/{thread}")))
        await page.get_by_label("Réponse prête à insérer").select_option(label="Passage")
        await page.get_by_role("button", name="Insérer").click()
        await expect(page.get_by_label("Votre réponse")).to_have_value("Bonjour Martin.")
        await page.get_by_role("button", name="Aperçu").click()
        await expect(page.get_by_text("1 SMS, 15 signes.")).to_be_visible()
        assert await has_no_sideways_scrolling(page)
        await page.locator("#reponse").screenshot(path=artefacts / "console" / "reply-320.png")
        await page.get_by_role("button", name="Envoyer la réponse").click()
        await expect(page.get_by_text("Votre réponse est partie.")).to_be_visible()
        await page.get_by_text("Écrire une note interne").click()
        await page.get_by_label("Note pour l'équipe").fill("Rappeler lundi")
        await page.get_by_role("button", name="Garder la note").click()
        await expect(page.get_by_text("Rappeler lundi")).to_be_visible()
    async with database.read() as session:
        assert list(await session.scalars(select(Reply.body))) == ["Bonjour Martin."]


async def test_a_double_click_adds_one_thing(
    client: Client, chromium: Path, database: Database
) -> None:
    async with database.read() as session:
        before = await session.scalar(select(func.count()).select_from(CannedAnswer)) or 0
    async with page_in(chromium) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url("/staff/canned-answers")))
        await page.get_by_label("Titre").fill("Clé perdue")
        await page.get_by_label("Texte en français").fill("Passez à la loge.")
        await page.get_by_role("button", name="Ajouter").dblclick()
        await expect(page.get_by_text("Clé perdue").first).to_be_visible()
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(CannedAnswer)) == before + 1
