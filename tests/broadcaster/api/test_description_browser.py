"""The page of the API in a real Chromium, narrow and wide, in the console's own dress."""

from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from broadcaster.api.app import OPERATIONS, api_app
from broadcaster.api.keys import ROOT
from broadcaster.database import Database
from tests.broadcaster.api.system import Client
from tests.support.browser import NARROW, WIDE, has_no_sideways_scrolling, page_in
from tests.support.clock import MovableClock

pytestmark = pytest.mark.browser


@pytest.fixture
async def client(sqlite_database: Database, clock: MovableClock) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_subapp(ROOT, api_app(sqlite_database, clock))
    static = Path(str(files("broadcaster.console"))) / "static"
    app.router.add_static("/staff/static", static)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (WIDE, "dark")])
async def test_the_page_fits_and_leads_to_every_operation(
    client: Client, chromium: Path, artefacts: Path, width: int, scheme: str
) -> None:
    folder = artefacts / "console" / f"{scheme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)
    async with page_in(chromium, width=width, script=True) as page:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        await page.goto(str(client.make_url(f"{ROOT}/")))
        assert await has_no_sideways_scrolling(page)
        for one in OPERATIONS:
            assert await page.locator(f"#{one.name}").count() == 1
        broken = await page.evaluate(
            "[...document.querySelectorAll('a[href^=\"#\"]')]"
            ".filter((a) => !document.getElementById(a.hash.slice(1))).map((a) => a.hash)"
        )
        assert broken == []
        await page.set_viewport_size({"width": width, "height": 2400})
        await page.screenshot(path=folder / "api.png")
