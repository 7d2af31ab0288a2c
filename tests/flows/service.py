"""A whole Palier in processes of its own: service, local Twilio and a real Rasa."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
"""Seconds anything here may take at most; what is waited for is asked again and again."""

CONDITION_EVERY = 0.1

AT_ANY_HOUR = {
    "PALIER_COURTESY_HOURS": "00:00-24:00",
    "PALIER_COURTESY_DAYS": "1-7",
    "PALIER_COURTESY_ON_HOLIDAYS": "true",
}
"""A story is told at night and on Sundays too: the hours have tests of their own."""


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on just now."""
    sockets = [socket.socket() for _each in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


@dataclass(frozen=True)
class Ports:
    """Where the three doors are."""

    service: int
    provider: int
    rasa: int


class RunningPalier:
    """``palier serve`` as its user starts it, with its own data folder and ports."""

    def __init__(self, folder: Path, *, database_url: str | None = None) -> None:
        self.folder = folder
        self.ports = Ports(*free_ports(3))
        self.database_url = database_url
        self.output = folder / "output.txt"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.service}"

    @property
    def provider_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.provider}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if "PALIER" not in name}
        ours |= {
            "PALIER_PORT": str(self.ports.service),
            "PALIER_LOCAL_TWILIO_PORT": str(self.ports.provider),
            "PALIER_RASA_PORT": str(self.ports.rasa),
            "PALIER_DATA_DIR": str(self.folder / "var"),
            # A test's phone asks more than a person does.
            "PALIER_REPLIES_AN_HOUR": "10000",
            **AT_ANY_HOUR,
        }
        if self.database_url:
            ours["PALIER_DATABASE_URL"] = self.database_url
        return ours

    def start(self) -> None:
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "broadcaster", "serve", "--demo"],
                cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self) -> int:
        assert self._process is not None
        return self._process.wait(PATIENCE)

    def stop(self) -> int:
        if self._process is None or self._process.poll() is not None:
            return 0
        self.signal(signal.SIGTERM)
        try:
            return self.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    @property
    def setup_link(self) -> str:
        """The one-time link that the start printed."""
        found = re.search(r"http\S+/staff/setup/\S+", self.output.read_text())
        assert found is not None, self.output.read_text()
        return found.group()

    async def until_listening(self) -> dict[str, Any]:
        return await until(lambda: self._json("/health"))

    async def until_understanding(self) -> None:
        async def understanding() -> bool:
            health = await self._json("/health")
            return bool(health and health["assistant"])

        await until(understanding)

    async def _json(self, path: str) -> dict[str, Any] | None:
        try:
            async with aiohttp.ClientSession() as http, http.get(self.url + path) as response:
                found: dict[str, Any] = await response.json()
                return found
        except aiohttp.ClientError:
            return None


class Phone:
    """One simulated telephone, by the local Twilio's test interface."""

    def __init__(self, provider_url: str, number: str) -> None:
        self._texts = f"{provider_url}/phones/{number}/texts"
        self.number = number

    async def text(self, body: str) -> None:
        async with (
            aiohttp.ClientSession() as http,
            http.post(self._texts, json={"body": body}) as response,
        ):
            assert response.status == 201, await response.text()

    async def messages(self) -> list[dict[str, Any]]:
        async with aiohttp.ClientSession() as http, http.get(self._texts) as response:
            found: list[dict[str, Any]] = await response.json()
            return found

    async def received(self) -> list[str]:
        """What came to the phone, oldest first."""
        return [
            message["body"]
            for message in await self.messages()
            if message["direction"].startswith("outbound")
        ]

    async def until_received(self, count: int) -> list[str]:
        async def enough() -> list[str]:
            found = await self.received()
            return found if len(found) >= count else []

        return await until(enough)

    async def ask(self, body: str) -> str:
        """Text, and wait for what is answered."""
        before = len(await self.received())
        await self.text(body)
        return (await self.until_received(before + 1))[-1]


async def until[T](condition: Callable[[], Awaitable[T | None]]) -> T:
    """What a condition gives as soon as it is true; other processes make it so."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await condition()):  # noqa: ASYNC110 - other processes make it true
            await asyncio.sleep(CONDITION_EVERY)
    return found
