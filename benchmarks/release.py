"""Release: a broadcast becomes rows of the ledger, from 1,000 to 100,000 households."""

import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.provider import SENDER
from benchmarks.report import Figure
from benchmarks.stage import fresh_url, opened, settle_households
from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.approval import ApprovalPolicy, submit
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.writing import create_draft
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.sending.models import Lane

SIZES = (1_000, 10_000, 100_000)
TEXT = "Bonjour {nom}, l'eau sera coupée mardi, escalier {escalier}. Une question ? Répondez."


class NobodySends:
    """An engine that leaves the rows where they are."""

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        """Nothing to wake."""

    async def run(self) -> None:
        """Nothing to send."""

    def stop(self) -> None:
        """Nothing to stop."""


async def released(database: Database) -> tuple[float, float]:
    """Seconds a release takes, and the memory (MiB) it adds while it runs."""
    now = utc_now()
    async with database.write() as session:
        made = await create_draft(session, Draft("Eau", TEXT, Audience(site_id=1)), 1, now)
        await submit(session, made.id, None, 1, now, ApprovalPolicy(0))
    process = psutil.Process()
    before = process.memory_info().rss
    started = time.perf_counter()
    await Releaser(database, NobodySends(), utc_now, SENDER).release_due(utc_now())
    return time.perf_counter() - started, (process.memory_info().rss - before) / 2**20


async def measure(folder: Path, server: str, sizes: Sequence[int] = SIZES) -> list[Figure]:
    """The time, the memory, and the cost of one household as their number grows."""
    figures = []
    for kind in ("sqlite", "postgresql"):
        costs = {}
        for size in sizes:
            url = fresh_url(kind, folder, server)
            settle_households(url, size, utc_now())
            async with opened(url) as database:
                seconds, memory = await released(database)
            costs[size] = seconds / size
        largest = max(sizes)
        growth = costs[largest] / costs[min(sizes)]
        figures += [
            Figure(f"{kind}: release to {largest:,} households", seconds, "s", at_most=10),
            Figure(f"{kind}: memory the release adds", memory, "MiB", at_most=50),
            Figure(f"{kind}: cost a household, largest / smallest", growth, at_most=1.3),
        ]
    return figures
