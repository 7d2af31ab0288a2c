"""The engine inside the service: loops that look into the ledger, lane by lane."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.engines.courier import DATABASE_AWAY, Courier
from broadcaster.sending.models import Lane

log = logging.getLogger(__name__)

HANDS: Final = {Lane.REPLY: 2, Lane.BULK: 2}
"""Batches of a lane under way at once: one claims or writes down while the other one calls."""

LOOK_AGAIN: Final = 1.0
"""Seconds after which a lane looks into the ledger even when nobody woke it."""


class LocalEngine:
    """Some loops a lane, in this process. The rows are the queue: a restart loses nothing."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._woken = {lane: asyncio.Event() for lane in Lane}
        self._stopping = False

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        """Wake the lane once the caller's transaction is committed."""
        event.listen(
            session.sync_session, "after_commit", lambda _session: self.wake(lane), once=True
        )

    def wake(self, lane: Lane) -> None:
        """Make a lane look into the ledger now."""
        self._woken[lane].set()

    async def run(self) -> None:
        """Send until stopped; replies and bulk never wait for one another."""
        async with asyncio.TaskGroup() as hands:
            for lane in Lane:
                for _hand in range(HANDS[lane]):
                    hands.create_task(self._run_lane(lane))

    def stop(self) -> None:
        """End ``run`` once the calls under way have their outcome written."""
        self._stopping = True
        for lane in Lane:
            self.wake(lane)

    async def _run_lane(self, lane: Lane) -> None:
        while not self._stopping:
            self._woken[lane].clear()
            wait: float | None = LOOK_AGAIN
            try:
                done = await self._courier.carry(lane)
                if done.judged:
                    continue
                wait = done.again_in
            except DATABASE_AWAY:
                # The loop must outlive a database that is away; nothing is lost, rows wait.
                log.exception("lane %s could not use the database", lane)
            if not self._stopping:
                await self._rest(lane, min(wait or LOOK_AGAIN, LOOK_AGAIN))

    async def _rest(self, lane: Lane, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken[lane].wait()
        except TimeoutError:
            return
