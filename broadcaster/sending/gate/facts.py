"""Facts: what the gate must know of the messages that are about to leave, a batch at a time."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.register.models import Consent, Contact
from broadcaster.register.optouts import opted_out
from broadcaster.sending.gate.hours import start_of_day
from broadcaster.sending.gate.verdict import UNAPPROVED, Facts, Permission
from broadcaster.sending.models import Delivery, Hours, Lane, Mailing
from broadcaster.sending.states import MAY_HAVE_ARRIVED
from broadcaster.works.models import Milestone
from broadcaster.works.telling import NOTHING, truth

LONGEST_DAY = timedelta(hours=38)
"""Back to the earliest midnight there can be, overseas included: what is read of the past."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is due, with what its broadcast allows and what is true of its milestone."""

    id: str
    broadcast_id: int | None
    contact_id: int | None
    household_id: int | None
    sender: str
    to_number: str
    body: str
    segments: int
    expires_at: datetime | None
    told: str | None
    permission: Permission = field(default_factory=Permission)
    truth: str | None = None  # of its milestone today

    @property
    def is_superseded(self) -> bool:
        """True when it would tell what is no longer so.

        « Cela n'a plus lieu chez vous » is told to homes that lie outside of it since it was
        narrowed, while it has a date for others: the plan that wrote it keeps it back if need be.
        """
        if self.told is None or self.truth is None or self.told == NOTHING:
            return False
        return self.told != self.truth


_OF_DELIVERY = (
    Delivery.id,
    Delivery.broadcast_id,
    Delivery.contact_id,
    Delivery.household_id,
    Delivery.sender,
    Delivery.to_number,
    Delivery.body,
    Delivery.segments,
    Delivery.expires_at,
    Delivery.told,
)
_OF_MAILING = (
    Mailing.broadcast_id,
    Mailing.hours,
    Mailing.department,
    Mailing.approved_at,
    Mailing.paused_at,
    Mailing.cancelled_at,
    Mailing.any_hour,
    Mailing.beyond_daily_limit,
)
_OF_MILESTONE = (Milestone.state, Milestone.starts_at, Milestone.ends_at)
_MAILING_FROM = len(_OF_DELIVERY)
_MILESTONE_FROM = _MAILING_FROM + len(_OF_MAILING)


def select_due() -> Select[*tuple[Any, ...]]:
    """The query of messages with all the gate needs that lies beside them."""
    return (
        select(*_OF_DELIVERY, *_OF_MAILING, *_OF_MILESTONE)
        .outerjoin(Mailing, Mailing.broadcast_id == Delivery.broadcast_id)
        .outerjoin(Milestone, Milestone.id == Delivery.milestone_id)
    )


def due_of(row: Row[*tuple[Any, ...]]) -> Due:
    """One row of ``select_due``."""
    mailing = row[_MAILING_FROM:_MILESTONE_FROM]
    state, starts_at, ends_at = row[_MILESTONE_FROM:]
    now_true = None if state is None else truth(state, starts_at, ends_at)
    return Due(
        id=row[0],
        broadcast_id=row[1],
        contact_id=row[2],
        household_id=row[3],
        sender=row[4],
        to_number=row[5],
        body=row[6],
        segments=row[7],
        expires_at=row[8],
        told=row[9],
        permission=_permission(row[1], *mailing),
        truth=now_true,
    )


def _permission(
    broadcast_id: int | None,
    mailing_id: int | None,
    hours: Hours,
    department: str,
    approved_at: datetime | None,
    paused_at: datetime | None,
    cancelled_at: datetime | None,
    any_hour: bool,
    beyond_daily_limit: bool,
) -> Permission:
    if mailing_id is None:
        return Permission() if broadcast_id is None else UNAPPROVED
    return Permission(
        hours=hours,
        department=department,
        approved=approved_at is not None,
        paused=paused_at is not None,
        cancelled=cancelled_at is not None,
        any_hour=any_hour,
        beyond_daily_limit=beyond_daily_limit,
    )


@dataclass(slots=True)
class Told:
    """Which broadcasts reached whom lately, kept up as a batch is judged."""

    of_household: dict[int | None, dict[int | None, datetime]]
    of_number: dict[str, dict[int | None, datetime]]

    def count(self, due: Due, since: datetime) -> int:
        """How many other broadcasts reached the household or the number since a moment."""
        reached = self.of_household[due.household_id] if due.household_id is not None else {}
        found = {**reached, **self.of_number[due.to_number]}
        return sum(
            1 for broadcast, at in found.items() if at >= since and broadcast != due.broadcast_id
        )

    def add(self, number: str, household: int | None, broadcast: int | None, at: datetime) -> None:
        """Note that a broadcast goes to somebody."""
        self.of_number[number][broadcast] = at
        if household is not None:
            self.of_household[household][broadcast] = at


async def told_lately(session: AsyncSession, due: Sequence[Due], now: datetime) -> Told:
    """What reached the households and numbers of a batch since yesterday's midnight."""
    told = Told(defaultdict(dict), defaultdict(dict))
    numbers = {each.to_number for each in due}
    households = {each.household_id for each in due if each.household_id is not None}
    rows = await session.execute(
        select(Delivery.to_number, Delivery.household_id, Delivery.broadcast_id, Delivery.left_at)
        .where(
            or_(
                among(session, Delivery.to_number, numbers),
                among(session, Delivery.household_id, households),
            )
        )
        .where(Delivery.lane == Lane.BULK, Delivery.left_at >= now - LONGEST_DAY)
        .where(Delivery.state.in_(MAY_HAVE_ARRIVED))
    )
    for number, household, broadcast, left_at in rows:
        if left_at is not None:  # as the query says already
            told.add(number, household, broadcast, left_at)
    return told


async def consenting(session: AsyncSession, due: Sequence[Due]) -> set[int]:
    """Those of the contacts of offers in a batch who asked for offers."""
    contacts = {each.contact_id for each in due if each.permission.hours is Hours.OFFER}
    if not contacts:
        return set()
    found = await session.scalars(
        select(Contact.id).where(
            and_(Contact.id.in_(contacts), Contact.offers_consent == Consent.GIVEN)
        )
    )
    return set(found)


async def refusing(session: AsyncSession, due: Sequence[Due]) -> set[int]:
    """Those of the contacts of a batch who refused our messages since they were promised."""
    contacts = {each.contact_id for each in due if each.contact_id is not None}
    found = await session.scalars(
        select(Contact.id).where(
            among(session, Contact.id, contacts), Contact.consent == Consent.REFUSED
        )
    )
    return set(found)


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """All facts of a batch."""

    silent: Collection[str]
    refusing: Collection[int]
    consenting: Collection[int]
    told: Told

    def of(self, due: Due, now: datetime) -> Facts:
        """The facts of one message."""
        since = start_of_day(due.permission.department, now)
        return Facts(
            permission=due.permission,
            opted_out=due.to_number in self.silent or due.contact_id in self.refusing,
            consents_to_offers=due.contact_id in self.consenting,
            told_today=self.told.count(due, since),
            expires_at=due.expires_at,
            superseded=due.is_superseded,
        )


async def facts_of(session: AsyncSession, due: Sequence[Due], now: datetime) -> BatchFacts:
    """Read the facts of a batch."""
    return BatchFacts(
        silent=await opted_out(session, {each.to_number for each in due}),
        refusing=await refusing(session, due),
        consenting=await consenting(session, due),
        told=await told_lately(session, due, now),
    )
