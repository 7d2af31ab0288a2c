"""The reconciler: what became of messages the provider never told us about, or not all.

Twilio takes no idempotency key, so an unclear call is never repeated blindly. First a callback
may tell (its address holds our delivery id). Then the provider's own list is read. Only what is
provably not there, after a time of grace, is sent again; what stays unclear goes to staff.
Messages it accepted are asked after too when their callbacks seem lost.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.register.models import Contact, Household
from broadcaster.sending import ledger, states
from broadcaster.sending.gateways.gateway import Found, Gateway, ListingFailedError
from broadcaster.sending.models import Attempt, AttemptOutcome, Delivery, DeliveryState
from broadcaster.sending.receipts import take_news
from broadcaster.sending.texts.folding import fold_typography
from broadcaster.staff.alerts import raise_alert

log = logging.getLogger(__name__)

LISTING_GRACE: Final = timedelta(minutes=10)
"""How long after the call a message may still appear in the provider's list."""

MOST_ATTEMPTS: Final = 3
"""Calls made for one delivery at most; what is unclear after that goes to staff."""

CLOCKS_DIFFER: Final = timedelta(minutes=2)
"""How far the provider's clock may be behind ours."""

SOONEST_LOOK, LATEST_LOOK = timedelta(seconds=20), timedelta(hours=1)
"""Between two looks at one message: as long as it has waited already, within these bounds."""

NO_LOOK_AFTER: Final = timedelta(hours=48)
"""The provider keeps trying for 10 hours at most (ValidityPeriod): later there is no news."""

WATCHED: Final = (DeliveryState.UNKNOWN, DeliveryState.ACCEPTED, DeliveryState.SENT)
"""What news is awaited of."""

MAY_HAVE_LEFT: Final = (AttemptOutcome.UNKNOWN, AttemptOutcome.ACCEPTED)
"""Calls by which there may be a message at the provider."""

UNNAMED: Final = "?"
"""A number that nobody in the register has."""

AT_ONCE: Final = 100
CALLS: Final = 10
"""Messages looked after in one round, and calls to the provider under way for them."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A delivery whose fate is awaited."""

    delivery: Delivery
    attempts: int  # unclear calls; what was answered 429 costs none
    started_at: datetime  # of the first of them: none of its messages can be older
    last_at: datetime  # of the last of them

    @property
    def is_unclear(self) -> bool:
        """True when it may or may not have left."""
        return self.delivery.state is DeliveryState.UNKNOWN


class Reconciler:
    """Finds out what became of messages, a batch at a time. Two at work at once are harmless."""

    def __init__(self, database: Database, gateway: Gateway, clock: Clock) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock

    async def look(self) -> int:
        """Settle what can be settled now; give how many deliveries that were."""
        now = self._clock()
        async with self._database.read() as session:
            awaited = await awaited_deliveries(session, now)
        calls = asyncio.Semaphore(CALLS)

        async def settle(each: Awaited) -> bool:
            async with calls:
                return await self._settle(each, now)

        return sum(await asyncio.gather(*map(settle, awaited)))

    async def _settle(self, awaited: Awaited, now: datetime) -> bool:
        try:
            if awaited.is_unclear:
                return await self._find(awaited, now)
            return await self._ask(awaited, now)
        except ListingFailedError:
            log.warning("delivery %s stays unclear: no list", awaited.delivery.id)
            async with self._database.write() as session:
                if awaited.is_unclear and now - awaited.last_at > NO_LOOK_AFTER:
                    await _tell_staff(session, awaited.delivery, now)
                await look_later(session, awaited, now)
            return False

    async def _find(self, awaited: Awaited, now: datetime) -> bool:
        """Look for an unclear message in the provider's list."""
        listed = await self._gateway.sent_to(awaited.delivery.to_number)
        async with self._database.write() as session:
            if not await _is_as_it_was(session, awaited):
                return False
            known = await _known_sids(session, listed)
            match = the_message(awaited, [each for each in listed if each.sid not in known])
            if match is not None:
                return await _news(session, awaited.delivery, match, now)
            if may_send_again(awaited, now):
                log.info("delivery %s never reached the provider: sent again", awaited.delivery.id)
                return await ledger.send_again(session, awaited.delivery.id, now)
            if is_for_staff(awaited, now):
                await _tell_staff(session, awaited.delivery, now)
            await look_later(session, awaited, now)
            return False

    async def _ask(self, awaited: Awaited, now: datetime) -> bool:
        """Ask after a message the provider took and told no more about."""
        sid = awaited.delivery.sid
        found = None if sid is None else await self._gateway.fetch(sid)
        async with self._database.write() as session:
            if not await _is_as_it_was(session, awaited):
                return False
            moved = found is not None and await _news(session, awaited.delivery, found, now)
            if not moved:
                await look_later(session, awaited, now)
            return moved


def may_send_again(awaited: Awaited, now: datetime) -> bool:
    """True once the provider provably does not have the message, a few times at most."""
    return now - awaited.last_at >= LISTING_GRACE and awaited.attempts < MOST_ATTEMPTS


def is_for_staff(awaited: Awaited, now: datetime) -> bool:
    """True once neither the provider nor another call can tell."""
    return now - awaited.last_at >= LISTING_GRACE and awaited.attempts >= MOST_ATTEMPTS


def the_message(awaited: Awaited, listed: Iterable[Found]) -> Found | None:
    """The listed message that is this delivery: same sender, same text, not from before it.

    Of several alike the oldest: a later one may belong to a later delivery of the same text.
    """
    delivery = awaited.delivery
    alike = [
        found
        for found in listed
        if found.sender == delivery.sender
        and fold_typography(found.body) == fold_typography(delivery.body)
        and found.created_at >= awaited.started_at - CLOCKS_DIFFER
    ]
    return min(alike, key=lambda found: found.created_at, default=None)


async def awaited_deliveries(session: AsyncSession, now: datetime) -> list[Awaited]:
    """Deliveries somebody must look after by now, the longest waited for first."""
    due = (
        select(Delivery)
        .where(Delivery.look_at <= now)
        .where(Delivery.state.in_(WATCHED))
        .order_by(Delivery.look_at)
        .limit(AT_ONCE)
    )
    found = list(await session.scalars(due))
    rows = await session.execute(
        select(
            Attempt.delivery_id,
            func.count(),
            func.min(Attempt.started_at),
            func.max(Attempt.started_at),
        )
        .where(Attempt.delivery_id.in_([each.id for each in found]))
        .where(or_(Attempt.outcome.is_(None), Attempt.outcome.in_(MAY_HAVE_LEFT)))
        .group_by(Attempt.delivery_id)
    )
    of_delivery = {delivery_id: (count, first, last) for delivery_id, count, first, last in rows}
    return [
        Awaited(each, *of_delivery.get(each.id, (0, each.created_at, each.updated_at)))
        for each in found
    ]


async def _is_as_it_was(session: AsyncSession, awaited: Awaited) -> bool:
    """False when somebody saw to it while the provider was asked: the answer is out of date.

    Another process may have sent it again, and that call be unclear as well; a list read before
    it proves nothing.
    """
    seen = awaited.delivery
    alike = await session.execute(
        select(Delivery.id, Delivery.look_at)
        .where(Delivery.to_number == seen.to_number, Delivery.state == seen.state)
        .order_by(Delivery.id)
        # All of the number are locked: two of one text must not both find the same message.
        .with_for_update()
    )
    now: dict[str, datetime | None] = dict(alike.all())
    return seen.id in now and now[seen.id] == seen.look_at


async def look_later(session: AsyncSession, awaited: Awaited, now: datetime) -> None:
    """Say when to look again: the longer it has waited, the later.

    What may still be sent again is looked at for as long as it takes.
    """
    waited = now - awaited.last_at
    after = min(max(waited, SOONEST_LOOK), LATEST_LOOK)
    is_over = waited > NO_LOOK_AFTER and not (awaited.is_unclear and may_send_again(awaited, now))
    await session.execute(
        update(Delivery)
        .where(Delivery.id == awaited.delivery.id, Delivery.state == awaited.delivery.state)
        .values(look_at=None if is_over else now + after)
        .execution_options(synchronize_session=False)
    )


async def _known_sids(session: AsyncSession, listed: Iterable[Found]) -> set[str]:
    """Those of the listed messages that are other deliveries of ours."""
    sids = [found.sid for found in listed]
    found = await session.scalars(select(Delivery.sid).where(Delivery.sid.in_(sids)))
    return {sid for sid in found if sid is not None}


async def _news(session: AsyncSession, delivery: Delivery, found: Found, now: datetime) -> bool:
    target = states.FROM_PROVIDER.get(found.status, DeliveryState.ACCEPTED)
    return await take_news(session, delivery, target, now, sid=found.sid, code=found.error_code)


async def _tell_staff(session: AsyncSession, delivery: Delivery, now: datetime) -> None:
    name = await session.scalar(
        select(Household.name)
        .join(Contact, Contact.household_id == Household.id)
        .where(Contact.number == delivery.to_number)
        .limit(1)
    )
    subject = f"delivery {delivery.id}"
    detail = {"name": name or UNNAMED}
    await raise_alert(session, f"unclear {delivery.id}", "delivery_unclear", subject, detail, now)
