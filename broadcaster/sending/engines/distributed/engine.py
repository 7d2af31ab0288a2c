"""ProcrastinateEngine: hands in any number of processes, brought to the ledger by tokens."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from psycopg import Error as PsycopgError
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import CONNECT_SECONDS, Database
from broadcaster.sending.engines.courier import DATABASE_AWAY, Courier
from broadcaster.sending.engines.distributed.schema import SCHEMA, need_distributed
from broadcaster.sending.engines.distributed.tokens import (
    MESSAGES,
    add_tokens,
    drop_dead,
    tokens_for,
    top_up,
)
from broadcaster.sending.models import Lane

log = logging.getLogger(__name__)

HANDS: Final = {Lane.REPLY: 4, Lane.BULK: 2}
"""Tokens of a lane in work at once in one process. A hand that carries replies is busy as long as
the provider takes: some more of them, so that the next reply finds one free."""

QUEUE_AWAY: Final = (ProcrastinateException, PsycopgError, OSError)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often things are looked at, in seconds."""

    look: float = 1.0  # for due messages without a token, and again at a pace that was used up
    # For tokens whose notification was missed. It can be: Procrastinate forgets one that comes
    # while it asks for the next job, and does not see its listener die.
    poll: Mapping[Lane, float] = field(default_factory=lambda: {Lane.REPLY: 0.25, Lane.BULK: 1.0})
    heartbeat: float = 5.0
    dead_after: float = 30.0  # without a heartbeat
    pool_patience: float = 5.0  # for a connection


class ProcrastinateEngine:
    """Procrastinate's workers, one a lane, in this process; others elsewhere share the work."""

    def __init__(
        self,
        courier: Courier,
        hands: Mapping[Lane, int] | None = None,
        rhythm: Rhythm | None = None,
    ) -> None:
        """Raise ExtraMissingError or PostgresNeededError where it cannot work."""
        need_distributed(courier.database)
        self._courier = courier
        self._hands = HANDS if hands is None else hands
        self._rhythm = rhythm or Rhythm()
        self._stopping = asyncio.Event()

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        """Add the tokens in the caller's transaction: rolled back, it leaves none."""
        if delivery_ids:
            await add_tokens(session, lane, tokens_for(len(delivery_ids)))

    async def run(self) -> None:
        """Send until stopped; replies and bulk never wait for one another."""
        async with asyncio.TaskGroup() as group:
            workers = [
                group.create_task(self._work(lane, hands), name=f"{lane} worker")
                for lane, hands in self._hands.items()
                if hands
            ]
            group.create_task(self._look())
            await self._stopping.wait()
            for worker in workers:
                worker.cancel()  # Procrastinate then waits for what is in hand

    def stop(self) -> None:
        """End ``run`` once the calls under way have their outcome written."""
        self._stopping.set()

    async def _work(self, lane: Lane, hands: int) -> None:
        """Keep one of Procrastinate's workers going: it ends when the database goes away."""
        while not self._stopping.is_set():
            try:
                async with self._app(lane, hands) as app:
                    await app.run_worker_async(
                        queues=[lane.value],
                        name=lane.value,
                        concurrency=hands,
                        fetch_job_polling_interval=self._rhythm.poll[lane],
                        update_heartbeat_interval=self._rhythm.heartbeat,
                        stalled_worker_timeout=self._rhythm.dead_after,
                        delete_jobs="always",
                        install_signal_handlers=False,
                    )
            except QUEUE_AWAY:
                log.exception("lane %s could not use its queue", lane)
            await self._rest(self._rhythm.look)

    @asynccontextmanager
    async def _app(self, lane: Lane, hands: int) -> AsyncIterator[App]:
        """Procrastinate on new connections: a pool that lost its server is slow to try again."""
        async with AsyncConnectionPool(
            kwargs=connection_options(self._courier.database),
            min_size=1,
            max_size=1 + hands,
            timeout=self._rhythm.pool_patience,
            check=AsyncConnectionPool.check_connection,
            open=False,
        ) as pool:
            app = App(connector=PsycopgConnector())
            app.task(name=lane.value, queue=lane.value)(self._task_of(lane))
            await app.open_async(pool)
            yield app

    def _task_of(self, lane: Lane) -> Callable[[], Awaitable[None]]:
        async def carry() -> None:
            await self._carry(lane)

        return carry

    async def _carry(self, lane: Lane) -> None:
        """What a token asks for: send what is due, up to ``MESSAGES``, at the lane's pace."""
        sent = 0
        try:
            while sent < MESSAGES and not self._stopping.is_set():
                done = await self._courier.carry(lane)
                sent += done.sent
                if done.judged:
                    continue
                if done.again_in is None:
                    return
                await self._rest(min(done.again_in, self._rhythm.look))
        except DATABASE_AWAY:
            # Nothing is lost: the rows wait, and a look finds them.
            log.exception("lane %s could not use the database", lane)

    async def _look(self) -> None:
        """Add the tokens that are missing, again and again."""
        database, clock = self._courier.database, self._courier.clock
        while not self._stopping.is_set():
            try:
                async with database.write() as session:
                    for lane in Lane:
                        await top_up(session, lane, clock())
                    await drop_dead(session, self._rhythm.dead_after)
            except DATABASE_AWAY:
                log.exception("the queue could not be looked at")
            await self._rest(self._rhythm.look)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def connection_options(database: Database) -> dict[str, Any]:
    """What psycopg connects with: the database's own options, and the queue's schema."""
    _nothing, options = database.engine.dialect.create_connect_args(database.url)
    ours = {name: value for name, value in options.items() if name != "context"}
    search_path = f"{ours.get('options', '')} -c search_path={SCHEMA}".strip()
    return {"connect_timeout": CONNECT_SECONDS} | ours | {"options": search_path}
