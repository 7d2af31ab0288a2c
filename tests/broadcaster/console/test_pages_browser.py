"""The pages of broadcasts in a real Chromium: narrow and wide, light and dark, without script."""

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from broadcaster.console.keys import COOKIE
from broadcaster.database import Database
from broadcaster.sending import mailings
from broadcaster.sending.models import PauseReason
from tests.broadcaster.console.atlas import addresses, furnish
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, SilentEngine
from tests.broadcaster.console.scene import Scene, set_up
from tests.broadcaster.console.systems import set_up_systems
from tests.support.browser import NARROW, WIDE, has_no_sideways_scrolling, page_in
from tests.support.clock import MovableClock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

FOR_DOCS = ("thread", "timeline", "household-told", "under-way", "answer", "report-reach", "home")
"""The pages whose pictures `make pictures` puts into the documents."""

TALLEST = 2400
"""Pixels of a picture at most."""


@pytest.fixture
async def scene(database: Database, clock: MovableClock, nadia: Nadia) -> Scene:
    found = await set_up(database, clock, SilentEngine(), nadia.id)
    await set_up_systems(database, clock, nadia.id)
    await furnish(database, clock())
    return found


async def log_in(page: Page, client: Client) -> None:
    """Give the browser the login of the client."""
    token = next(iter(client.session.cookie_jar)).value
    address = str(client.make_url("/staff"))
    await page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (WIDE, "dark")])
async def test_every_page_fits_and_can_be_read_aloud(
    client: Client, scene: Scene, chromium: Path, artefacts: Path, width: int, scheme: str
) -> None:
    folder = artefacts / "console" / f"{scheme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    (artefacts / "console" / "docs").mkdir(exist_ok=True)
    async with page_in(chromium, width=width) as page:
        await log_in(page, client)
        for name, path in addresses(scene).items():
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            answer = await page.goto(str(client.make_url(f"/staff{path}")))
            assert answer is not None
            assert answer.status == 200, path
            await _look_at(page, folder / f"{name}.png", width)
            if width == WIDE and name in FOR_DOCS:  # axe-core has left the page in light
                await _keep(page, artefacts / "console" / "docs" / f"{name}.png", width)
        await _ask_to_move(page, str(client.make_url(f"/staff/milestones/{scene.milestone}")))
        await _look_at(page, folder / "milestone-confirm.png", width)
        await client.post("/staff/works/buildings/1/feeds/tenants")
        await page.goto(str(client.make_url("/staff/works/buildings/1")))
        await _look_at(page, folder / "building-feed.png", width)
        await _clash(page, client)
        await _look_at(page, folder / "conflict.png", width)


async def _look_at(page: Page, picture: Path, width: int) -> None:
    await _keep(page, picture, width)
    assert await has_no_sideways_scrolling(page), picture
    assert await page.evaluate(OBSTACLES) == [], picture
    assert await violations(page) == [], picture


async def violations(page: Page) -> list[str]:
    """What axe-core finds wrong on the page (all its rules), in light and in dark."""
    await page.evaluate(AXE)
    found: list[str] = []
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        found.extend(f"{scheme}: {one}" for one in await page.evaluate(ASK_AXE))
    return found


AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")
ASK_AXE = """async () => {
  const results = await axe.run({ resultTypes: ["violations"] });
  return results.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`));
}"""


OBSTACLES = """() => {
  const found = [], ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) found.push(`two elements are called ${twice}`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (!field.labels.length) found.push(`${field.name} has no label`);
  for (const attribute of ["aria-describedby", "aria-labelledby"])
    for (const element of document.querySelectorAll(`[${attribute}]`))
      for (const id of element.getAttribute(attribute).split(" "))
        if (!ids.includes(id)) found.push(`${attribute} names ${id}, which is not there`);
  for (const link of document.querySelectorAll("a[href^='#'], .alert a"))
    if (!ids.includes(link.hash.slice(1))) found.push(`${link.href} leads nowhere`);
  for (const press of document.querySelectorAll("a, button"))
    if (!press.textContent.trim()) found.push(`${press.outerHTML} has no words`);
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  return found;
}"""
"""What would stop somebody who listens to a page or moves in it by keyboard (RGAA 4.1, 6, 8, 9
and 11)."""


async def test_a_page_follows_its_broadcast_without_being_loaded_again(
    client: Client, scene: Scene, chromium: Path, database: Database, now: datetime
) -> None:
    async with page_in(chromium) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url(f"/staff/broadcasts/{scene.under_way}")))
        await expect(page.get_by_role("button", name="Mettre en pause")).to_be_visible()
        async with database.write() as session:
            await mailings.pause(session, scene.under_way, PauseReason.STAFF, now)
        await expect(page.locator("#live-state")).to_have_text("En pause")
        await expect(page.get_by_role("button", name="Reprendre l'envoi")).to_be_visible()
        await expect(page.get_by_text("l'envoi est en pause").first).to_be_visible()


async def test_a_reason_that_is_being_typed_is_not_lost_when_the_page_changes(
    client: Client, scene: Scene, chromium: Path, database: Database, now: datetime
) -> None:
    async with page_in(chromium) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url(f"/staff/broadcasts/{scene.under_way}")))
        await page.get_by_text("Envoyer sans attendre").first.click()
        await page.get_by_label("Pourquoi").fill("Fuite dans la cave")
        await page.get_by_role("link", name="Actualiser").focus()
        async with database.write() as session:
            await mailings.pause(session, scene.under_way, PauseReason.STAFF, now)
        await expect(page.locator("#live-state")).to_have_text("En pause")
        await expect(page.get_by_label("Pourquoi")).to_have_value("Fuite dans la cave")


async def test_every_step_works_without_script(
    client: Client, scene: Scene, chromium: Path
) -> None:
    async with page_in(chromium, width=NARROW, script=False) as page:
        await log_in(page, client)
        await page.goto(str(client.make_url(f"/staff/broadcasts/{scene.under_way}")))
        await page.get_by_text("Envoyer sans attendre").first.click()
        await page.get_by_label("Ne pas attendre une heure convenable").check()
        await page.get_by_label("Pourquoi").fill("Fuite dans la cave")
        await page.get_by_role("button", name="Envoyer sans attendre").click()
        await expect(page.get_by_text("Les messages partent sans attendre.")).to_be_visible()
        await page.get_by_role("button", name="Mettre en pause").click()
        await expect(page.get_by_text("plus rien ne part")).to_be_visible()
        await page.goto(str(client.make_url(f"/staff/milestones/{scene.planned}")))
        await page.get_by_role("button", name="Valider le plan").click()
        await expect(page.get_by_text("Le plan est validé")).to_be_visible()


async def _ask_to_move(page: Page, address: str) -> None:
    """Try to move a milestone that households were told of."""
    await page.goto(address)
    for label in ("Premier jour", "Dernier jour"):
        await page.get_by_label(label).fill("2026-06-03")
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("Vérifiez avant d'enregistrer")).to_be_visible()


async def _clash(page: Page, client: Client) -> None:
    """Save a cut twice from one version; show what the second gets.

    It is served anew: Chromium complains of a page that comes as 409.
    """
    for hour in ("08:00", "07:30"):
        answer = await client.post("/staff/cuts/1", data={"version": "1", "first_hour": hour})
    assert answer.status == 409
    body = await answer.text()
    await page.route("**/clash", lambda route: route.fulfill(body=body, content_type="text/html"))
    await page.goto(str(client.make_url("/staff/clash")))


async def _keep(page: Page, path: Path, width: int) -> None:
    """A picture of the page, without the rest of a long list."""
    await page.set_viewport_size({"width": width, "height": 700})
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
    await page.screenshot(path=path)
