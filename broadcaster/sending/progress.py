"""How far broadcasts have come: their counts, what waits and why, what went wrong, page by page."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.models import (
    Delivery,
    DeliveryCount,
    DeliveryState,
    HoldReason,
    SkipReason,
)

_FAILED: Final = (DeliveryState.FAILED, DeliveryState.UNDELIVERED)

_TROUBLE_FIRST: Final = (
    *_FAILED,
    DeliveryState.UNKNOWN,
    DeliveryState.SKIPPED,
    DeliveryState.HELD,
    DeliveryState.PENDING,
    DeliveryState.SENDING,
    DeliveryState.ACCEPTED,
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
)
"""The states in the order in which messages are listed."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages held for one reason until one moment."""

    reason: HoldReason
    until: datetime | None  # None: until somebody acts
    messages: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Messages of a broadcast that stand alike."""

    state: DeliveryState
    reason: str  # of the hold or the skip, or an error code; "" for none
    until: datetime | None
    messages: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where all messages of a broadcast stand."""

    alike: Sequence[Alike] = ()

    @property
    def counts(self) -> dict[DeliveryState, int]:
        """How many deliveries are in each state; every state is named."""
        counts = dict.fromkeys(DeliveryState, 0)
        for one in self.alike:
            counts[one.state] += one.messages
        return counts

    @property
    def holds(self) -> list[Waiting]:
        """What waits although it is due, by reason and moment; what ends by itself first."""
        # A row that is held has a reason: the gate writes both at once.
        held = (one for one in self.alike if one.state is DeliveryState.HELD and one.reason)
        found = [Waiting(HoldReason(one.reason), one.until, one.messages) for one in held]
        return sorted(found, key=_soonest)

    @property
    def failures(self) -> dict[int | None, int]:
        """How many messages did not arrive, by the provider's error code, most frequent first."""
        counts = Counter[int | None]()
        for one in self.alike:
            if one.state in _FAILED:
                counts[int(one.reason) if one.reason else None] += one.messages
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0] or 0)))

    @property
    def skips(self) -> dict[SkipReason, int]:
        """How many messages will never leave, by reason; the most frequent first."""
        skipped = (one for one in self.alike if one.state is DeliveryState.SKIPPED and one.reason)
        found = [(SkipReason(one.reason), one.messages) for one in skipped]
        return dict(sorted(found, key=lambda item: (-item[1], item[0])))


def _soonest(waiting: Waiting) -> tuple[bool, float, str]:
    ends = waiting.until.timestamp() if waiting.until else 0.0
    return waiting.until is None, ends, waiting.reason


async def standing_of(session: AsyncSession, broadcast_id: int) -> Standing:
    """Where the messages of a broadcast stand now, exactly."""
    return (await standing_of_each(session, [broadcast_id]))[broadcast_id]


async def standing_of_each(
    session: AsyncSession, broadcast_ids: Collection[int]
) -> dict[int, Standing]:
    """The same for several broadcasts, by their ids."""
    key = (DeliveryCount.broadcast_id, DeliveryCount.state, DeliveryCount.reason)
    messages = func.sum(DeliveryCount.messages)
    rows = await session.execute(
        select(*key, DeliveryCount.until, messages)
        .where(DeliveryCount.broadcast_id.in_(broadcast_ids))
        .group_by(*key, DeliveryCount.until)
        .having(messages != 0)
    )
    alike: dict[int, list[Alike]] = {one: [] for one in broadcast_ids}
    for broadcast_id, state, reason, until, number in rows:
        alike[broadcast_id].append(Alike(state, reason, until, number))
    return {one: Standing(found) for one, found in alike.items()}


async def counts_of(session: AsyncSession, broadcast_id: int) -> dict[DeliveryState, int]:
    """How many deliveries of a broadcast are in each state; every state is named."""
    return (await standing_of(session, broadcast_id)).counts


async def deliveries_of(
    session: AsyncSession, broadcast_id: int, *, offset: int = 0, limit: int = 100
) -> list[Delivery]:
    """A page of a broadcast's deliveries, those that went wrong first.

    State by state, each in the order of an index: a late page costs little more than the first.
    """
    counts, found = await counts_of(session, broadcast_id), list[Delivery]()
    for state in _TROUBLE_FIRST:
        if offset < counts[state] and len(found) < limit:
            left = limit - len(found)
            found += await _in_state(session, broadcast_id, state, offset, left)
        offset = max(0, offset - counts[state])
    return found


async def _in_state(
    session: AsyncSession, broadcast_id: int, state: DeliveryState, offset: int, limit: int
) -> Sequence[Delivery]:
    ids = (
        select(Delivery.id)
        .where(Delivery.broadcast_id == broadcast_id, Delivery.state == state)
        .order_by(Delivery.id)
        .offset(offset)
        .limit(limit)
    )
    query = select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id)
    return (await session.scalars(query)).all()
