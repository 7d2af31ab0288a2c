"""The failure watch: a broadcast that fails for many is paused before it fails for all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.mailings import pause
from broadcaster.sending.models import Delivery, DeliveryState, Mailing, PauseReason
from broadcaster.sending.states import LEFT
from broadcaster.staff.alerts import raise_alert

FEWEST: Final = 20
"""Messages that must have left before a share of them says anything."""

FAILED: Final = (DeliveryState.FAILED, DeliveryState.UNDELIVERED)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages of a broadcast left since staff last looked, and failed."""

    broadcast_id: int
    failures: int
    settled: int

    def is_alarming(self, share: float) -> bool:
        """True when too many failed, of enough."""
        return self.settled >= FEWEST and self.failures >= share * self.settled


async def pause_failing(
    session: AsyncSession, broadcast_ids: Collection[int], share: float, now: datetime
) -> list[int]:
    """Pause those of the broadcasts whose share of failures is too large, and tell staff.

    Failures that were there when staff resumed a broadcast do not count again. Gives those
    paused; two processes that look at once pause and tell once.
    """
    alarming = [one for one in await _tallies(session, broadcast_ids) if one.is_alarming(share)]
    return [one.broadcast_id for one in alarming if await _pause(session, one, now)]


async def _tallies(session: AsyncSession, broadcast_ids: Collection[int]) -> list[Tally]:
    failed = func.sum(case((Delivery.state.in_(FAILED), 1), else_=0))
    rows = await session.execute(
        select(
            Mailing.broadcast_id,
            failed - Mailing.failures_forgiven,
            func.count() - Mailing.settled_forgiven,
        )
        .join(Delivery, Delivery.broadcast_id == Mailing.broadcast_id)
        .where(Mailing.broadcast_id.in_(broadcast_ids), Delivery.state.in_(LEFT))
        .where(Mailing.paused_at.is_(None), Mailing.cancelled_at.is_(None))
        .group_by(Mailing.broadcast_id, Mailing.failures_forgiven, Mailing.settled_forgiven)
    )
    return [Tally(*row) for row in rows]


async def _pause(session: AsyncSession, tally: Tally, now: datetime) -> bool:
    if not await pause(session, tally.broadcast_id, PauseReason.FAILURES, now):
        return False
    detail = {
        "broadcast": tally.broadcast_id,
        "failures": tally.failures,
        "settled": tally.settled,
    }
    key = f"failing {tally.broadcast_id} {now:%Y-%m-%dT%H:%M}"
    subject = f"broadcast {tally.broadcast_id}"
    await raise_alert(session, key, "broadcast_failing", subject, detail, now)
    return True
