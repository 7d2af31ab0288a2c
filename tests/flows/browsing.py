"""What the stories in a real browser share: a way in, and an album of pictures."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.flows.service import RunningPalier
from tests.flows.staff import EMAIL, PASSWORD

PATIENT = 60_000
"""Milliseconds a page may take to show what other processes do."""


class Album:
    """The pictures of a journey."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def keep(self, page: Page, name: str) -> None:
        await page.screenshot(
            path=self.folder / f"{name}.png", full_page=True, animations="disabled"
        )


async def log_in(page: Page, palier: RunningPalier) -> None:
    """By the one-time link the first time, by the login page after it."""
    unused = (await page.request.get(palier.setup_link)).status == 200
    if unused:
        await page.goto(palier.setup_link)
        await page.get_by_label("Prénom et nom").fill("Camille Martin")
    else:
        await page.goto(f"{palier.url}/staff/login")
    await page.get_by_label("Adresse e-mail").fill(EMAIL)
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button").last.click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
