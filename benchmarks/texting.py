"""Texting the whole product through the local Twilio, and reading the times from its database."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Final, Self

import aiohttp

from tests.flows.service import PATIENCE, RunningPalier

LOOK_EVERY: Final = 0.03
"""Seconds between looks into the database: one for all tenants, in place of twenty who ask."""

ANSWERED: Final = """
SELECT i.sid, i.received_at, min(a.finished_at)
FROM inbound_message i JOIN reply r ON r.inbound_id = i.id
JOIN attempt a ON a.delivery_id = r.delivery_id
WHERE a.outcome = 'accepted' AND i.sid IN ({})
GROUP BY i.id
"""


class Texting:
    """Tenants of the demo neighbourhood with their phones."""

    def __init__(self, palier: RunningPalier) -> None:
        self._palier = palier
        self._waited_for: dict[str, asyncio.Future[float]] = {}
        self._http = aiohttp.ClientSession()
        self._numbers = self._known_numbers()

    async def __aenter__(self) -> Self:
        self._watch = asyncio.create_task(self._look())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._watch.cancel()
        await self._http.close()

    async def ask(self, tenant: int, text: str) -> float:
        """Text, and give the seconds from the text stored to its reply accepted."""
        url = f"{self._palier.provider_url}/phones/{self._numbers[tenant]}/texts"
        async with self._http.post(url, json={"body": text}) as response:
            sid: str = (await response.json())["sid"]
        self._waited_for[sid] = asyncio.get_running_loop().create_future()
        return await asyncio.wait_for(self._waited_for[sid], PATIENCE)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for sid, seconds in self._answered():
                self._waited_for.pop(sid).set_result(seconds)

    def _answered(self) -> list[tuple[str, float]]:
        wanted = list(self._waited_for)
        with self._database() as database:
            rows = database.execute(ANSWERED.format(", ".join("?" * len(wanted))), wanted)
            return [
                (sid, (_time(accepted) - _time(stored)).total_seconds())
                for sid, stored, accepted in rows
            ]

    def _known_numbers(self) -> list[str]:
        """The mobiles of the demo neighbourhood, each once."""
        with self._database() as database:
            rows = database.execute(
                "SELECT DISTINCT number FROM contact WHERE kind = 'mobile' ORDER BY number"
            )
            return [number for (number,) in rows]

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._palier.folder / "var" / "palier.db")
        try:
            yield database
        finally:
            database.close()


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored)
