"""The keeper: follows milestones again and again, whatever changed them."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.plans.following import (
    COURTESY,
    changed_milestones,
    follow_milestone,
    mend,
    to_be_mended,
)
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.sending.gate.hours import Timetable

log = logging.getLogger(__name__)

Care = Callable[[AsyncSession, int, datetime, Timetable], Awaitable[int]]
"""Sees to one milestone; gives how much there was to do."""


class PlanKeeper:
    """The safety net below ``follow_milestone``. Two at work at once are harmless.

    Each milestone has a transaction of its own: a long one holds nobody else up.
    """

    def __init__(self, database: Database, clock: Clock, courtesy: Timetable = COURTESY) -> None:
        self._database = database
        self._clock = clock
        self._courtesy = courtesy

    async def follow(self) -> int:
        """Follow what changed; give how many milestones. One query when nothing did."""
        async with self._database.read() as session:
            changed = await changed_milestones(session)
        return await self._each(changed, follow_milestone)

    async def mend(self) -> int:
        """See to those whom late news of the provider brought to light; give how many."""
        async with self._database.read() as session:
            found = await to_be_mended(session, self._clock())
        return await self._each(found, mend)

    async def _each(self, milestone_ids: Sequence[int], care: Care) -> int:
        done = 0
        for milestone_id in milestone_ids:
            try:
                async with self._database.write() as session:
                    done += await care(session, milestone_id, self._clock(), self._courtesy)
            except CampaignRefusedError:
                # One milestone that cannot be followed must not hold up the others.
                log.exception("milestone %s cannot be followed", milestone_id)
        return done
