"""« À vérifier » in a real Chromium: narrow and wide, by keyboard, without script."""

from datetime import datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from broadcaster.database import Database
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.console.reviewing import wondered
from tests.broadcaster.console.test_pages_browser import OBSTACLES, log_in
from tests.support.browser import NARROW, WIDE, has_no_sideways_scrolling, page_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


@pytest.fixture
async def queue(database: Database, neighbourhood: Neighbourhood, now: datetime) -> int:
    """Two alike, one in Arabic, one that is long; the id of the first."""
    first = await wondered(database, now, "on caille grave chez nous", "cut_heating", "works_delay")
    await wondered(database, now, "on caille grave ici chez nous", "cut_heating", "service_anger")
    await wondered(database, now, "لا ماء منذ الصباح", "cut_water", language="ar")
    await wondered(database, now, "Unesuitesansespace" * 12 + " et le gardien", "contact_caretaker")
    return first


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (WIDE, "dark")])
async def test_the_pages_fit_and_can_be_read_aloud(
    client: Client, queue: int, chromium: Path, artefacts: Path, width: int, scheme: str
) -> None:
    folder = artefacts / "console" / f"{scheme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    async with page_in(chromium, width=width) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await log_in(page, client)
        await _look_at(page, client, "", folder / "review.png")
        await _look_at(page, client, f"/{queue}", folder / "review-group.png")
        await _look_at(page, client, f"/{queue}/text", folder / "review-text.png")
        await page.goto(str(client.make_url("/staff/review")))
        await page.get_by_role("button", name="Coupure de chauffage").first.click()
        await _look_at(page, client, "/done", folder / "reviewed.png")


async def _look_at(page: Page, client: Client, path: str, picture: Path) -> None:
    answer = await page.goto(str(client.make_url(f"/staff/review{path}")))
    assert answer is not None
    assert answer.status == 200, path
    await page.screenshot(path=picture, full_page=True)
    assert await has_no_sideways_scrolling(page), picture
    assert await page.evaluate(OBSTACLES) == [], picture


async def test_everything_is_done_by_keyboard_and_without_script(
    client: Client, queue: int, chromium: Path
) -> None:
    async with page_in(chromium, width=NARROW, script=False) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url("/staff/review")))
        await page.get_by_role("button", name="Coupure de chauffage").first.press("Enter")
        await expect(page.get_by_text("C'est rangé.")).to_be_visible()
        await page.get_by_role("button", name="Annuler ce que je viens de faire").press("Enter")
        await expect(page.get_by_text("C'est de nouveau à vérifier.")).to_be_visible()
        await page.get_by_role("link", name="Un autre sujet").first.press("Enter")
        await page.get_by_label("on caille grave ici chez nous").press("Space")
        await page.get_by_label("Chercher un autre sujet").fill("fenêtres")
        await page.get_by_label("Chercher un autre sujet").press("Enter")
        await expect(page.get_by_text("Sujets trouvés : 2").first).to_be_visible()
        await page.get_by_label("Fenêtres et volets").press("Space")
        await page.get_by_role("button", name="Ranger").press("Enter")
        await expect(page.get_by_text("C'est rangé.")).to_be_visible()
        await expect(page.get_by_text("on caille grave ici chez nous").first).to_be_visible()
