"""Workers: `palier work` once and twice on one PostgreSQL, with the provider as the limit."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.provider import running_provider
from benchmarks.report import Figure
from benchmarks.stage import UNLIMITED, fresh_url, opened, promise
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.sending.models import Attempt, Delivery, DeliveryState
from tests.flows.service import AT_ANY_HOUR, free_ports

PROVIDER_SECONDS = 0.1
MESSAGES = 3000
READY = "Palier sends"
LOOK_EVERY = 0.1


@asynccontextmanager
async def working(url: str, provider_port: int, folder: Path, count: int) -> AsyncIterator[None]:
    """So many workers, once each has said that it sends; killed at the end."""
    workers = [_started(url, provider_port, folder / f"worker{n}") for n in range(count)]
    try:
        for worker in workers:
            await asyncio.to_thread(_until_ready, worker)
        yield
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def _started(url: str, provider_port: int, folder: Path) -> "subprocess.Popen[str]":
    clean = {name: value for name, value in os.environ.items() if "PALIER" not in name}
    settings = {
        "PALIER_ENGINE": "distributed",
        "PALIER_DATABASE_URL": url.replace("+psycopg", ""),
        "PALIER_DATA_DIR": str(folder),
        "PALIER_LOCAL_TWILIO_PORT": str(provider_port),
        "PALIER_SEGMENTS_PER_SECOND": str(UNLIMITED / 10),
        **AT_ANY_HOUR,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "broadcaster", "work"],
        env=clean | settings,
        stdout=subprocess.PIPE,
        text=True,
    )


def _until_ready(worker: "subprocess.Popen[str]") -> None:
    output = worker.stdout
    if output is None or not any(READY in line for line in output):
        message = "a worker ended before it could send"
        raise RuntimeError(message)


async def rate(folder: Path, server: str, count: int) -> float:
    """Messages a second that so many workers send, from the first call to the last outcome."""
    url = fresh_url("postgresql", folder, server)
    (port,) = free_ports(1)
    async with running_provider(PROVIDER_SECONDS, port), opened(url) as database:
        async with working(url, port, folder, count):
            await promise(database, MESSAGES, utc_now())
            while await _accepted(database) < MESSAGES:  # noqa: ASYNC110 - rows have no event
                await asyncio.sleep(LOOK_EVERY)
        async with database.read() as session:
            times = await session.execute(select(Attempt.started_at, Attempt.finished_at))
            spans = [(first, last) for first, last in times if last is not None]
    seconds = max(last for _first, last in spans) - min(first for first, _last in spans)
    return MESSAGES / seconds.total_seconds()


async def _accepted(database: Database) -> int:
    async with database.read() as session:
        query = select(func.count()).where(Delivery.state == DeliveryState.ACCEPTED)
        return await session.scalar(query) or 0


async def measure(folder: Path, server: str) -> list[Figure]:
    """How much a second worker brings."""
    one = await rate(folder, server, 1)
    two = await rate(folder, server, 2)
    return [
        Figure("one worker, provider of 100 ms", one, "/s"),
        Figure("two workers, provider of 100 ms", two, "/s"),
        Figure("two workers / one", two / one, at_least=1.7),
    ]
