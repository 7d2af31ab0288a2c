"""A member of staff at the console, by plain forms as a browser without JavaScript sends them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from tests.flows.service import RunningPalier

PASSWORD = "une phrase de passe assez longue"
EMAIL = "camille@bailleur.example"


class Staff:
    """One logged-in browser."""

    def __init__(self, http: aiohttp.ClientSession, palier: RunningPalier) -> None:
        self._http = http
        self._palier = palier

    async def get(self, path: str) -> str:
        async with self._http.get(f"{self._palier.url}{path}") as response:
            assert response.status == 200, (path, response.status)
            return await response.text()

    async def post(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        """Send a form; give the page it leads to, and its address."""
        headers = {"Origin": self._palier.url}
        async with self._http.post(
            f"{self._palier.url}{path}", data=fields, headers=headers
        ) as response:
            assert response.status == 200, (path, response.status, await response.text())
            return await response.text(), response.url.path

    async def log_in(self) -> None:
        """Make the first account by the one-time link, or log in to it."""
        fields = {"name": "Camille Martin", "email": EMAIL, "password": PASSWORD}
        link = self._palier.setup_link.removeprefix(self._palier.url)
        async with self._http.get(f"{self._palier.url}{link}") as response:
            first_time = response.status == 200
        await self.post(link if first_time else "/staff/login", fields)


@asynccontextmanager
async def staff_at(palier: RunningPalier) -> AsyncIterator[Staff]:
    """A member of staff, logged in."""
    jar = aiohttp.CookieJar(unsafe=True)  # takes cookies from an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        staff = Staff(http, palier)
        await staff.log_in()
        yield staff


def ids_of(page: str, field: str) -> list[str]:
    """The values a form offers for a field."""
    return re.findall(rf'name="{field}" value="(\d+)"', page)
