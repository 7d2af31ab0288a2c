"""The reconciler: what became of messages whose outcome the provider never told us.

Twilio takes no idempotency key, so an unclear call is never repeated blindly. First a callback
may tell (its address holds our delivery id). Then the provider's own list is read. Only what is
provably not there, after a time of grace, is sent again.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.sending import ledger, states
from broadcaster.sending.gateways.gateway import Found, Gateway, ListingFailedError
from broadcaster.sending.models import Attempt, Delivery, DeliveryState
from broadcaster.sending.texts.folding import fold_typography

log = logging.getLogger(__name__)

CALLBACK_GRACE = timedelta(seconds=20)
"""How long a callback may take to tell before the list is read."""

LISTING_GRACE = timedelta(minutes=10)
"""How long after the call a message may still appear in the provider's list."""

MOST_ATTEMPTS = 3
"""Calls made for one delivery at most; what is unclear after that stays for staff to see."""

CLOCKS_DIFFER = timedelta(minutes=2)
"""How far the provider's clock may be behind ours."""

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Unclear:
    """A delivery whose last call had no clear outcome."""

    delivery: Delivery
    attempts: int
    started_at: datetime  # of the first call: none of its messages can be older


class Reconciler:
    """Settles unclear deliveries, a batch at a time."""

    def __init__(self, database: Database, gateway: Gateway, clock: Clock) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock

    async def look(self) -> int:
        """Settle what can be settled now; give how many deliveries that were."""
        now = self._clock()
        async with self._database.read() as session:
            unclear = await unclear_deliveries(session, now - CALLBACK_GRACE)
        return sum([await self._settle(each, now) for each in unclear])

    async def _settle(self, unclear: Unclear, now: datetime) -> bool:
        try:
            listed = await self._gateway.sent_to(unclear.delivery.to_number)
        except ListingFailedError:
            log.warning("delivery %s stays unclear: no list", unclear.delivery.id)
            return False
        async with self._database.write() as session:
            known = await _known_sids(session, listed)
            match = the_message(unclear, [each for each in listed if each.sid not in known])
            if match is not None:
                return await _found(session, unclear.delivery.id, match, now)
            if not may_send_again(unclear, now):
                return False
            log.info("delivery %s never reached the provider: sent again", unclear.delivery.id)
            return await ledger.send_again(session, unclear.delivery.id, now)


def may_send_again(unclear: Unclear, now: datetime) -> bool:
    """True once the provider provably does not have the message, a few times at most."""
    waited = now - unclear.delivery.updated_at
    return waited >= LISTING_GRACE and unclear.attempts < MOST_ATTEMPTS


def the_message(unclear: Unclear, listed: Iterable[Found]) -> Found | None:
    """The listed message that is this delivery: same sender, same text, not from before it.

    Of several alike the oldest: a later one may belong to a later delivery of the same text.
    """
    delivery = unclear.delivery
    alike = [
        found
        for found in listed
        if found.sender == delivery.sender
        and fold_typography(found.body) == fold_typography(delivery.body)
        and found.created_at >= unclear.started_at - CLOCKS_DIFFER
    ]
    return min(alike, key=lambda found: found.created_at, default=None)


async def unclear_deliveries(session: AsyncSession, before: datetime) -> list[Unclear]:
    """Deliveries that became unclear before a moment, the oldest first."""
    calls = (
        select(
            Attempt.delivery_id,
            func.count().label("attempts"),
            func.min(Attempt.started_at).label("started_at"),
        )
        .group_by(Attempt.delivery_id)
        .subquery()
    )
    rows = await session.execute(
        select(Delivery, calls.c.attempts, calls.c.started_at)
        .join(calls, calls.c.delivery_id == Delivery.id)
        .where(Delivery.state == DeliveryState.UNKNOWN, Delivery.updated_at <= before)
        .order_by(Delivery.updated_at)
        .limit(AT_ONCE)
    )
    return [Unclear(delivery, attempts, started) for delivery, attempts, started in rows]


async def _known_sids(session: AsyncSession, listed: Iterable[Found]) -> set[str]:
    """Those of the listed messages that are other deliveries of ours."""
    sids = [found.sid for found in listed]
    found = await session.scalars(select(Delivery.sid).where(Delivery.sid.in_(sids)))
    return {sid for sid in found if sid is not None}


async def _found(session: AsyncSession, delivery_id: str, match: Found, now: datetime) -> bool:
    target = states.FROM_PROVIDER.get(match.status, DeliveryState.ACCEPTED)
    return await ledger.advance(
        session, delivery_id, target, now, sid=match.sid, error_code=match.error_code
    )
