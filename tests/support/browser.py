"""A real Chromium for journeys through pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Headless, and no calls of its own to the outside."""

NARROW, WIDE = 320, 1200
"""Widths in CSS pixels: the narrowest that must do (WCAG 2.2, 1.4.10), and a desk's."""


@asynccontextmanager
async def page_in(chromium: Path, *, width: int = WIDE, script: bool = True) -> AsyncIterator[Page]:
    """A page in a new browser; afterwards fails on any error its console told."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        context = await browser.new_context(
            viewport={"width": width, "height": 700}, java_script_enabled=script, locale="fr-FR"
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        yield page
        await browser.close()
    assert complaints == []


async def has_no_sideways_scrolling(page: Page) -> bool:
    """True when nothing is wider than the window."""
    fits: bool = await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return fits
