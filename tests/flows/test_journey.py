"""The first five minutes of a newcomer in a real Chromium, each page kept as a picture."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.flows.browsing import PATIENT, Album, log_in
from tests.flows.service import RunningPalier
from tests.support.browser import NARROW, WIDE, has_no_sideways_scrolling, page_in

pytestmark = [pytest.mark.flow, pytest.mark.browser, pytest.mark.xdist_group("service")]


@pytest.fixture(scope="module")
def album(artefacts: Path) -> Album:
    return Album(artefacts / "journey")


async def test_a_newcomer_texts_and_is_answered(
    palier: RunningPalier, chromium: Path, album: Album
) -> None:
    async with page_in(chromium) as page:
        await page.goto(palier.provider_url)
        await album.keep(page, "1-phones")
        await page.locator("a[href*='phones/']").first.click()
        await page.locator("textarea, input[name=body]").first.fill("slt c quand la coupure d'eau")
        await page.keyboard.press("Enter")
        talk = page.locator(".theirs").first
        await expect(talk).to_contain_text("automatique", timeout=PATIENT)
        await album.keep(page, "2-answered")


async def test_a_tenant_asks_in_the_chat_without_script(
    palier: RunningPalier, chromium: Path, album: Album
) -> None:
    async with page_in(chromium, width=NARROW, script=False) as page:
        await page.goto(palier.url)
        await page.locator("textarea[name=body], input[name=body]").fill("combien coûte internet ?")
        await page.get_by_role("button", name=re.compile("envoyer", re.IGNORECASE)).click()
        await expect(page.locator("body")).to_contain_text("automatique")
        assert await has_no_sideways_scrolling(page)
        await album.keep(page, "3-chat")


async def test_staff_plan_a_broadcast_and_watch_it_arrive(
    palier: RunningPalier, chromium: Path, album: Album
) -> None:
    async with page_in(chromium) as page:
        await log_in(page, palier)
        await album.keep(page, "4-home")
        await page.goto(f"{palier.url}/staff/milestones")
        await album.keep(page, "5-milestones")
        await page.goto(f"{palier.url}/staff/broadcasts/new")
        await page.get_by_label("Titre").fill("Passage du chef de chantier")
        await page.get_by_label("Message", exact=True).fill(
            "Bonjour. Le chef de chantier passe demain, de 9 h à 12 h. "
            "Une question ? Répondez à ce SMS."
        )
        await page.locator("input[name=staircase]").first.check()
        await album.keep(page, "6-compose")
        await page.get_by_role("button", name="Voir l'aperçu").last.click()
        await expect(page.get_by_text("Foyers non joignables par SMS").first).to_be_visible()
        await album.keep(page, "7-preview")
        await page.get_by_label("Maintenant").check()
        await page.get_by_role("button", name="Programmer l'envoi").click()
        await expect(page.locator("body")).to_contain_text("Tout est parti", timeout=PATIENT)
        await album.keep(page, "8-sent")
        await page.goto(f"{palier.url}/staff/audit")
        await expect(page.locator("body")).to_contain_text("Passage du chef de chantier")
        await album.keep(page, "9-audit")


PAGES = (
    "/staff/", "/staff/milestones", "/staff/people", "/staff/broadcasts",
    "/staff/broadcasts/new", "/staff/series", "/staff/series/new", "/staff/threads",
    "/staff/audit", "/staff/colleagues", "/staff/password", "/",
)  # fmt: skip


@pytest.mark.parametrize("width", [NARROW, WIDE], ids=["320 px", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_in_light_and_dark(
    palier: RunningPalier, chromium: Path, artefacts: Path, width: int, scheme: str
) -> None:
    album = Album(artefacts / "pages" / f"{scheme}-{width}")
    async with page_in(chromium, width=width) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await log_in(page, palier)
        for path in PAGES:
            answer = await page.goto(palier.url + path)
            assert answer is not None
            assert answer.status == 200, path
            assert await has_no_sideways_scrolling(page), path
            await album.keep(page, path.strip("/").replace("/", "-") or "chat")
        await page.goto(palier.provider_url)
        assert await has_no_sideways_scrolling(page)
        await album.keep(page, "phones")
