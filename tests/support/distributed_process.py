"""A process of several that release and send: the distributed engine, with a service's ticks.

    python -m tests.support.distributed_process CLOCK_FILE

Its settings come from the environment, as a service's do; its clock from a file it shares with
the test. The ticks come quickly, so that a test need not wait for them. It says « ready ».
"""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from broadcaster.app.provider import account_of
from broadcaster.app.sender import engine_of, gateway_of, open_own_senders, provider_http
from broadcaster.app.ticks import surviving
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.cli.schema import open_database
from broadcaster.clock import utc_now
from broadcaster.sending.ledger import abandon_lost, wake_held
from broadcaster.sending.reconcile import Reconciler
from broadcaster.settings import load_settings

TICK = 0.25
"""Real seconds between two ticks."""


class ClockFile:
    """A clock that several processes share: real time, and how far it was set ahead."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self) -> datetime:
        ahead = float(self.path.read_text()) if self.path.exists() else 0.0
        return utc_now() + timedelta(seconds=ahead)

    def set_ahead(self, seconds: float) -> None:
        """Set it so far ahead of real time (or behind)."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text(repr(seconds))
        fresh.replace(self.path)  # whoever reads sees the old or the new, never half of it

    def advance(self, by: timedelta) -> None:
        """Move it forward."""
        self.set_ahead(float(self.path.read_text()) + by.total_seconds())


async def work(clock: ClockFile) -> None:
    """Release, send, look after what is lost, until a SIGTERM."""
    settings = load_settings()
    database = await open_database(settings)
    http = provider_http()
    gateway = gateway_of(settings, account_of(settings), http)
    engine = engine_of(settings, database, gateway, clock)
    await open_own_senders(settings, database)
    releaser = Releaser(database, engine, clock, settings.resolved_broadcast_sender)
    reconciler = Reconciler(database, gateway, clock)

    async def keep_up() -> None:
        async with database.write() as session:
            await abandon_lost(session, clock())
            await wake_held(session, clock())

    async def release() -> None:
        await releaser.release_due(clock())
        await releaser.finish_sent(clock())

    async def reconcile() -> None:
        await reconciler.look()

    scheduler = _scheduler(keep_up, release, reconcile)
    asked = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asked.set)
    running = asyncio.create_task(engine.run())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asked.wait()
    for job in scheduler.get_jobs():
        job.pause()
    engine.stop()
    await running
    scheduler.shutdown(wait=False)
    await http.close()
    await database.close()


def _scheduler(*ticks: Callable[[], Awaitable[None]]) -> AsyncIOScheduler:
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for tick in ticks:
        scheduler.add_job(surviving(tick), "interval", seconds=TICK)
    scheduler.start()
    return scheduler


if __name__ == "__main__":
    asyncio.run(work(ClockFile(Path(sys.argv[1]))))
