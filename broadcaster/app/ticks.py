"""Ticks: what has to be looked at again and again, however nothing happens."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

from bot.inbox.lack_watch import LackWatch
from bot.inbox.waiting import WaitingRoom
from broadcaster.campaigns.plans.following import COURTESY
from broadcaster.campaigns.plans.keeper import PlanKeeper
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.campaigns.series import make_due
from broadcaster.clock import Clock
from broadcaster.conversations.escalation.escalator import Escalator
from broadcaster.conversations.requests import end_silent
from broadcaster.database import Database
from broadcaster.reports import keeping
from broadcaster.sending.gate.hours import Timetable
from broadcaster.sending.ledger import abandon_lost, fold_counts, wake_held
from broadcaster.sending.reconcile import Reconciler

log = logging.getLogger(__name__)

RELEASE_EVERY, WAITING_EVERY, RECONCILE_EVERY = 2, 5, 15
"""Seconds between looks for due broadcasts, for messages that wait, and for unclear ones."""

FOLLOW_EVERY, SERIES_EVERY, MEND_EVERY = 5, 30, 60
"""Seconds between looks for milestones that changed, for weekly broadcasts that are due, and for
those whom late news of the provider left with an old date."""


REQUESTS_EVERY = 60
"""Seconds between looks for requests whose tenants no longer answer."""
LACKS_EVERY = 30
"""Seconds between looks at what the assistant lacked: is it there now, is anybody to be told."""
ESCALATE_EVERY = 30
"""Seconds between looks for tenants who wait too long for a person."""
FIGURES_EVERY = 60
"""Seconds between looks at what the figures of reports are made of."""


def upkeep_of(database: Database, clock: Clock) -> AsyncIOScheduler:
    """A scheduler with the one tick that every process which sends has, service or worker.

    ``coalesce`` and ``misfire_grace_time=None``: after a pause one tick is enough, and it is
    never too late for it.
    """
    scheduler = AsyncIOScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )

    async def keep_up() -> None:
        now = clock()
        async with database.write() as session:
            await abandon_lost(session, now)
            await wake_held(session, now)
        async with database.write_late() as session:
            await fold_counts(session)

    scheduler.add_job(surviving(keep_up), "interval", seconds=WAITING_EVERY, id="upkeep")
    return scheduler


def scheduler_of(
    database: Database,
    releaser: Releaser,
    waiting_room: WaitingRoom,
    reconciler: Reconciler,
    clock: Clock,
    courtesy: Timetable = COURTESY,
    lack_watch: LackWatch | None = None,
    escalator: Escalator | None = None,
    prefixes: Sequence[str] = (),
) -> AsyncIOScheduler:
    """The service's scheduler with its interval ticks; it only ticks, the rows say what is due."""
    scheduler = upkeep_of(database, clock)

    async def release() -> None:
        now = clock()
        await releaser.release_due(now)
        await releaser.watch(now)
        await releaser.finish_sent(now)

    async def wait() -> None:
        await waiting_room.look(clock())

    async def reconcile() -> None:
        await reconciler.look()

    _add_plans(scheduler, database, clock, courtesy)
    _add_figures(scheduler, database, clock, prefixes)
    _add_requests(scheduler, database, clock)
    if lack_watch is not None:
        scheduler.add_job(surviving(lack_watch.look), "interval", seconds=LACKS_EVERY, id="lacks")
    if escalator is not None:
        _add_escalation(scheduler, escalator, clock)
    scheduler.add_job(surviving(reconcile), "interval", seconds=RECONCILE_EVERY, id="reconcile")
    scheduler.add_job(surviving(release), "interval", seconds=RELEASE_EVERY, id="release")
    scheduler.add_job(surviving(wait), "interval", seconds=WAITING_EVERY, id="waiting")
    return scheduler


def _add_requests(scheduler: AsyncIOScheduler, database: Database, clock: Clock) -> None:
    async def end_requests() -> None:
        async with database.write() as session:
            await end_silent(session, clock())

    scheduler.add_job(surviving(end_requests), "interval", seconds=REQUESTS_EVERY, id="requests")


def _add_escalation(scheduler: AsyncIOScheduler, escalator: Escalator, clock: Clock) -> None:
    async def escalate() -> None:
        await escalator.look(clock())

    scheduler.add_job(surviving(escalate), "interval", seconds=ESCALATE_EVERY, id="escalate")


def _add_plans(
    scheduler: AsyncIOScheduler, database: Database, clock: Clock, courtesy: Timetable
) -> None:
    keeper = PlanKeeper(database, clock, courtesy)

    async def follow() -> None:
        await keeper.follow()

    async def mend() -> None:
        await keeper.mend()

    async def series() -> None:
        async with database.write() as session:
            await make_due(session, clock())

    scheduler.add_job(surviving(follow), "interval", seconds=FOLLOW_EVERY, id="follow")
    scheduler.add_job(surviving(mend), "interval", seconds=MEND_EVERY, id="mend")
    scheduler.add_job(surviving(series), "interval", seconds=SERIES_EVERY, id="series")


def _add_figures(
    scheduler: AsyncIOScheduler, database: Database, clock: Clock, prefixes: Sequence[str]
) -> None:
    """Figures are wanted from the start on: the first look is at once."""

    async def count() -> None:
        await keeping.look(database, clock(), prefixes)

    scheduler.add_job(
        surviving(count), "interval", seconds=FIGURES_EVERY, id="figures", next_run_time=clock()
    )


def surviving(tick: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A tick that outlives a database that is away: the next one finds the same rows."""

    async def survive() -> None:
        try:
            await tick()
        except SQLAlchemyError:
            log.exception("a tick could not use the database")
        except asyncio.CancelledError:
            # The scheduler ends in the middle of it; what it had not committed is rolled back.
            log.info("a tick was cut short")

    return survive
