"""Ticks: what has to be looked at again and again, however nothing happens."""

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.inbox.waiting import WaitingRoom
from broadcaster.campaigns.release import Releaser
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.sending.ledger import abandon_lost
from broadcaster.sending.reconcile import Reconciler

log = logging.getLogger(__name__)

RELEASE_EVERY, WAITING_EVERY, RECONCILE_EVERY = 2, 5, 15
"""Seconds between looks for due broadcasts, for messages that wait, and for unclear ones."""


def scheduler_of(
    database: Database,
    releaser: Releaser,
    waiting_room: WaitingRoom,
    reconciler: Reconciler,
    clock: Clock,
) -> AsyncIOScheduler:
    """The scheduler with its interval ticks; it only ticks, the rows say what is due.

    ``coalesce`` and ``misfire_grace_time=None``: after a pause one tick is enough, and it is
    never too late for it.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )

    async def release() -> None:
        now = clock()
        await releaser.release_due(now)
        await releaser.finish_sent(now)

    async def wait() -> None:
        now = clock()
        async with database.write() as session:
            await abandon_lost(session, now)
        await waiting_room.look(now)

    async def reconcile() -> None:
        await reconciler.look()

    scheduler.add_job(_surviving(reconcile), "interval", seconds=RECONCILE_EVERY, id="reconcile")
    scheduler.add_job(_surviving(release), "interval", seconds=RELEASE_EVERY, id="release")
    scheduler.add_job(_surviving(wait), "interval", seconds=WAITING_EVERY, id="waiting")
    return scheduler


def _surviving(tick: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A tick that outlives a database that is away: the next one finds the same rows."""

    async def survive() -> None:
        try:
            await tick()
        except SQLAlchemyError:
            log.exception("a tick could not use the database")

    return survive
