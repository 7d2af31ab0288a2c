"""An administrator invites, and protects her account: in a real Chromium, without script."""

import re
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Page, expect

from broadcaster.staff import second_factors
from tests.broadcaster.console.conftest import PASSWORD, Nadia
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.broadcaster.console.test_pages_browser import OBSTACLES, log_in
from tests.support.browser import NARROW, WIDE, has_no_sideways_scrolling, page_in
from tests.support.clock import MovableClock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


class Album:
    """Pictures of a journey, each page looked at for what would stop somebody."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def keep(self, name: str) -> None:
        await self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        assert await has_no_sideways_scrolling(self.page), name
        # Scripts of the page are off; ours to look at it are not.
        assert await self.page.evaluate(OBSTACLES) == [], name


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (WIDE, "dark")])
async def test_a_team_is_made_and_an_account_protected(
    client: Client,
    neighbourhood: Neighbourhood,
    chromium: Path,
    artefacts: Path,
    clock: MovableClock,
    width: int,
    scheme: str,
) -> None:
    async with page_in(chromium, width=width, script=False) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await log_in(page, client)
        album = Album(page, artefacts / "team" / f"{scheme}-{width}")
        root = str(client.make_url("/staff"))
        await _invite(page, album, root)
        await _protect(page, album, root, clock)


async def _invite(page: Page, album: Album, root: str) -> None:
    await page.goto(f"{root}/colleagues")
    await page.get_by_label("Son adresse e-mail").fill("sami@exemple.fr")
    await page.get_by_label("Astreinte", exact=True).check()
    await page.get_by_role("button", name="Inviter").click()
    link = await page.get_by_label("Le lien").input_value()
    await album.keep("link")
    await page.goto(root + link.partition("/staff")[2])
    await expect(page.get_by_text("sami@exemple.fr")).to_be_visible()
    await album.keep("invitation")
    await page.goto(f"{root}/colleagues")
    await album.keep("colleagues")


async def _protect(page: Page, album: Album, root: str, clock: MovableClock) -> None:
    await page.goto(f"{root}/password")
    await page.get_by_role("link", name="Code de connexion").click()
    await page.get_by_label("Mot de passe actuel").fill(PASSWORD)
    await page.get_by_role("button", name="Protéger mon compte").click()
    await album.keep("second-factor-setup")
    key = await page.locator("code").inner_text()
    app = pyotp.TOTP(key.replace(" ", ""))
    await page.get_by_label("Code", exact=True).fill(app.at(clock()))
    await page.get_by_role("button", name="Confirmer").click()
    await expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    await album.keep("recovery-codes")
    await page.goto(f"{root}/second-factor")
    await album.keep("second-factor")
    await page.get_by_role("button", name="Se déconnecter").click()
    await page.context.clear_cookies()  # the one that the test gave has a wider path
    await album.keep("login")
    await page.get_by_label("Adresse e-mail").fill(Nadia.email)
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page).to_have_url(re.compile("/login/code"))
    await album.keep("code")
    clock.advance(second_factors.STEP)
    await page.get_by_label("Code", exact=True).fill(app.at(clock()))
    await page.get_by_role("button", name="Continuer").click()
    await expect(page.get_by_role("heading", name="Aujourd'hui")).to_be_visible()
