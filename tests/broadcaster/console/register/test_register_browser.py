"""The register in a real Chromium: found as one types, and a file imported without script."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from broadcaster.console.keys import COOKIE
from tests.broadcaster.console.journeys import Client
from tests.broadcaster.register.importing.files import RIVEL, SOREL, TITLES, changed
from tests.support.browser import NARROW, WIDE, has_no_sideways_scrolling, page_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


async def _log_in(page: Page, client: Client) -> None:
    token = next(iter(client.session.cookie_jar)).value
    address = str(client.make_url("/staff"))
    await page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])


async def test_a_household_is_found_as_one_types(
    client: Client, homes: dict[str, int], chromium: Path
) -> None:
    async with page_in(chromium) as page:
        await _log_in(page, client)
        await page.goto(str(client.make_url("/staff/households")))
        await page.get_by_label("Chercher un foyer").press_sequentially("yil")
        await page.get_by_role("link", name="Yilmaz").click()
        await expect(page.get_by_role("heading", name="Yilmaz")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (WIDE, "dark")])
async def test_a_file_is_imported_and_taken_back_without_script(
    client: Client, chromium: Path, artefacts: Path, width: int, scheme: str, tmp_path: Path
) -> None:
    folder = artefacts / "console" / f"{scheme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    wrong, right = tmp_path / "faux.csv", tmp_path / "foyers.csv"
    wrong.write_text("\n".join([TITLES, changed(RIVEL, "nom", ""), SOREL]), encoding="utf-8")
    right.write_text("\n".join([TITLES, RIVEL, RIVEL, SOREL]), encoding="utf-8")
    async with page_in(chromium, width=width, script=False) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await _log_in(page, client)
        for file, shown in ((wrong, "1 erreur à corriger"), (right, "Ce qui change")):
            await page.goto(str(client.make_url("/staff/imports")))
            await page.get_by_label("Le fichier").set_input_files(file)
            await page.get_by_role("button", name="Envoyer et vérifier").click()
            await _keep(page, folder / "import-columns.png")
            await page.get_by_role("button", name="Vérifier le fichier").click()
            await expect(page.get_by_text(shown)).to_be_visible()
            await _keep(page, folder / f"import-{file.stem}.png")
        await page.get_by_role("button", name="Importer", exact=True).click()
        await expect(page.get_by_text("Annuler cet import")).to_be_visible()
        await _keep(page, folder / "import-done.png")
        await page.get_by_role("button", name="Annuler l'import").click()
        await expect(page.get_by_text("L'import est annulé")).to_be_visible()


async def _keep(page: Page, path: Path) -> None:
    await page.screenshot(path=path, full_page=True)
    assert await has_no_sideways_scrolling(page), path
