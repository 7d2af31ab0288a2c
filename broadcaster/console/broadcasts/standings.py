"""Where broadcasts stand: state, pause, exact counts, what waits and why, what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.life import EDITABLE, OVER, PAUSABLE, PLANNED
from broadcaster.campaigns.models import Broadcast, BroadcastState, Purpose
from broadcaster.sending.models import DeliveryState, HoldReason, Mailing, PauseReason, SkipReason
from broadcaster.sending.progress import Waiting, standing_of, standing_of_each
from broadcaster.sending.states import TERMINAL, WAITING

PAUSED: Final = "paused"
"""The word for a broadcast that is paused, whatever its state."""

OVERRIDABLE: Final = (HoldReason.QUIET_HOURS, HoldReason.DAILY_LIMIT)
"""Our own promises, which staff may break with a reason. The hours of an offer are the law's."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a broadcast is held, and by what."""

    since: datetime
    reason: PauseReason
    code: int | None  # the provider's, when our account or sender is refused


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come."""

    state: BroadcastState
    counts: dict[DeliveryState, int]
    pause: Pause | None = None
    holds: Sequence[Waiting] = ()
    failures: dict[int | None, int] = field(default_factory=dict)  # by error code
    skips: dict[SkipReason, int] = field(default_factory=dict)
    override_reason: str | None = None  # why staff let it leave all the same
    purpose: Purpose = Purpose.INFORMATION

    @property
    def word(self) -> str:
        """The key of its state in wording.yml: a pause is told before the state."""
        return PAUSED if self.pause and not self.is_ended else self.state.value

    @property
    def total(self) -> int:
        """All deliveries written so far."""
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        """Deliveries for which nothing more will be tried."""
        return sum(self.counts[state] for state in TERMINAL)

    @property
    def waiting(self) -> int:
        """Deliveries that have not left, and can still be stopped."""
        return sum(self.counts[state] for state in WAITING)

    @property
    def gone(self) -> int:
        """Deliveries that left, or may have: nothing can call them back."""
        return self.total - self.waiting - self.counts[DeliveryState.SKIPPED]

    @property
    def arrived(self) -> int:
        """Deliveries a telephone confirmed."""
        return self.counts[DeliveryState.DELIVERED]

    @property
    def failed(self) -> int:
        """Deliveries that did not arrive."""
        return self.counts[DeliveryState.FAILED] + self.counts[DeliveryState.UNDELIVERED]

    @property
    def is_ended(self) -> bool:
        """True when no step of its own is left, though receipts may still come."""
        return self.state in OVER

    @property
    def is_over(self) -> bool:
        """True when no number can change any more."""
        return self.is_ended and self.settled == self.total

    @property
    def is_editable(self) -> bool:
        """True until its release begins."""
        return self.state in EDITABLE

    @property
    def is_planned(self) -> bool:
        """True while its moment can be changed."""
        return self.state in PLANNED

    @property
    def can_pause(self) -> bool:
        """True when there is something to hold."""
        return self.pause is None and self.state in PAUSABLE

    @property
    def overridable(self) -> list[HoldReason]:
        """The holds that staff may lift with a reason."""
        held = {one.reason for one in self.holds}
        if self.purpose is Purpose.OFFER:
            held.discard(HoldReason.QUIET_HOURS)
        return [reason for reason in OVERRIDABLE if reason in held]

    def held_for(self, reason: HoldReason) -> int:
        """How many messages wait for a reason."""
        return sum(one.messages for one in self.holds if one.reason is reason)

    @property
    def shape(self) -> str:
        """What decides which buttons the page has: it is loaded afresh when this changes."""
        return " ".join([self.word, *self.overridable])


async def progress_of(session: AsyncSession, broadcast: Broadcast) -> Progress:
    """Where one broadcast stands now."""
    mailing = await session.get(Mailing, broadcast.id, populate_existing=True)
    standing = await standing_of(session, broadcast.id)
    return Progress(
        broadcast.state,
        standing.counts,
        pause=_pause(mailing),
        holds=standing.holds,
        failures=standing.failures,
        skips=standing.skips,
        override_reason=mailing.override_reason if mailing else None,
        purpose=broadcast.purpose,
    )


def _pause(mailing: Mailing | None) -> Pause | None:
    if mailing is None or mailing.paused_at is None:
        return None
    reason = mailing.pause_reason or PauseReason.STAFF
    return Pause(mailing.paused_at, reason, mailing.pause_code)


async def progress_of_each(
    session: AsyncSession, broadcasts: Sequence[Broadcast]
) -> dict[int, Progress]:
    """Where several broadcasts stand, for a list: without what waits and what went wrong."""
    ids = [one.id for one in broadcasts]
    standings = await standing_of_each(session, ids)
    mailings = await session.scalars(select(Mailing).where(Mailing.broadcast_id.in_(ids)))
    pauses = {one.broadcast_id: _pause(one) for one in mailings}
    return {
        one.id: Progress(one.state, standings[one.id].counts, pause=pauses.get(one.id))
        for one in broadcasts
    }
