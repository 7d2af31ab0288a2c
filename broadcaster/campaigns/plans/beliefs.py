"""Beliefs: what each telephone was last told of a milestone, compared with what is right today.

A belief is a delivery that may have arrived and tells something of the milestone, with none after
it. It belongs to the telephone, not to the contact: a number that serves two households reads one
message. «The last one» is asked by an anti-join instead of a window function: a page of recipients
then reads the rows of the page alone, however many there are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from broadcaster.campaigns.audience import Audience, households_of
from broadcaster.campaigns.models import Broadcast, BroadcastKind, Moment
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.recipients import Recipient, of_recipients, recipient_of, textable
from broadcaster.register.models import Building, Contact, Flat, Household, OptOut, Staircase
from broadcaster.sending.models import Delivery, DeliveryState, SkipReason
from broadcaster.sending.states import MAY_HAVE_ARRIVED
from broadcaster.works.telling import END_FROM, NOTHING, OVER, minute_key, window_of


@dataclass(frozen=True, slots=True)
class Belief:
    """Somebody who was told what is not so, by name."""

    household_id: int
    name: str
    building: str
    staircase: str
    flat: str
    number: str  # E.164
    told: str | None  # the key of works.telling
    told_at: datetime


def _tells(row: Any, milestone_id: int) -> ColumnElement[bool]:  # an alias of Delivery
    return and_(row.milestone_id == milestone_id, row.told.is_not(None))


def is_last_belief(milestone_id: int) -> ColumnElement[bool]:
    """The condition for a delivery to be what its telephone believes."""
    later = aliased(Delivery)
    after = or_(
        later.created_at > Delivery.created_at,
        and_(later.created_at == Delivery.created_at, later.id > Delivery.id),
    )
    superseded = exists().where(
        later.to_number == Delivery.to_number,
        later.state.in_(MAY_HAVE_ARRIVED),
        _tells(later, milestone_id),
        after,
    )
    return and_(
        _tells(Delivery, milestone_id), Delivery.state.in_(MAY_HAVE_ARRIVED), not_(superseded)
    )


def is_wrong(known: Followed, moment: Moment) -> ColumnElement[bool]:
    """The condition for what a delivery tells to need a correction of a kind.

    ``MOVED`` for those who need another date, ``CANCELLED`` for those whom it no longer concerns.
    """
    gone = known.is_gone_for(Delivery.to_number)
    if moment is Moment.CANCELLED:
        return and_(Delivery.told != NOTHING, gone)
    return and_(Delivery.told != known.truth, not_(gone))


def _still_matters(known: Followed, now: datetime) -> list[ColumnElement[bool]]:
    """Nobody is corrected about what is past on both counts, as told and as true."""
    window = window_of(known.truth)
    if window is not None and window[1] > now:
        return []
    return [func.substr(Delivery.told, END_FROM) > minute_key(now)]


def _is_seen_to(milestone_id: int) -> ColumnElement[bool]:
    """True when a correction of what is true now has a row for the number already.

    Also a row that failed: it is not tried for ever, staff have the number in their list.
    """
    row = aliased(Delivery)
    return exists().where(
        row.to_number == Delivery.to_number,
        row.broadcast_id == Broadcast.id,
        *corrections_of(milestone_id),
    )


def corrections_of(milestone_id: int) -> tuple[ColumnElement[bool], ...]:
    """The corrections of what is true now; those of earlier changes have forgotten ``told``."""
    return (
        Broadcast.milestone_id == milestone_id,
        Broadcast.kind == BroadcastKind.CORRECTION,
        Broadcast.told.is_not(None),
    )


def _owed(
    milestone_id: int, known: Followed, moment: Moment, now: datetime
) -> list[ColumnElement[bool]]:
    return [
        is_last_belief(milestone_id),
        is_wrong(known, moment),
        *_still_matters(known, now),
        not_(_is_seen_to(milestone_id)),
        textable(),
    ]


# Queries of columns of several types.
def _of_contact[Query: Select[*tuple[Any, ...]]](query: Query) -> Query:
    """Join each delivery with its contact, if that still has the number, and its home."""
    return (
        query.select_from(Delivery)
        .join(
            Contact,
            and_(Contact.id == Delivery.contact_id, Contact.number == Delivery.to_number),
        )
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
    )


async def owed_page(
    session: AsyncSession,
    milestone_id: int,
    known: Followed,
    moment: Moment,
    now: datetime,
    *,
    after: int,
    limit: int,
) -> list[Recipient]:
    """A page of those who are owed a correction of a kind, by contact, as ``recipients`` gives.

    Nobody once the milestone is done: « c'est fini » is what they are told then.
    """
    if known.truth == OVER:
        return []
    query = _of_contact(of_recipients()).where(*_owed(milestone_id, known, moment, now))
    page = query.where(Delivery.contact_id > after).order_by(Delivery.contact_id).limit(limit)
    return [recipient_of(*row) for row in await session.execute(page)]


async def owed_count(
    session: AsyncSession, milestone_id: int, known: Followed, moment: Moment, now: datetime
) -> int:
    """How many telephones are owed a correction of a kind and may be texted."""
    if known.truth == OVER:
        return 0
    query = _of_contact(select(func.count(Delivery.to_number.distinct()))).where(
        *_owed(milestone_id, known, moment, now),
        Contact.number.not_in(select(OptOut.number)),
    )
    return await session.scalar(query) or 0


async def wrong_beliefs(
    session: AsyncSession,
    milestone_id: int,
    known: Followed,
    *,
    now: datetime,
    offset: int = 0,
    limit: int,
) -> list[Belief]:
    """Who believes what is not so today, by door, whether or not a correction is on its way."""
    if known.truth == OVER:
        return []
    wrong = or_(is_wrong(known, Moment.MOVED), is_wrong(known, Moment.CANCELLED))
    found = await session.execute(
        _of_contact(
            select(
                Household.id,
                Household.name,
                Building.code,
                Staircase.code,
                Flat.number,
                Delivery.to_number,
                Delivery.told,
                Delivery.created_at,
            )
        )
        .where(is_last_belief(milestone_id), wrong, *_still_matters(known, now))
        .order_by(Building.code, Staircase.code, Flat.number, Delivery.to_number)
        .offset(offset)
        .limit(limit)
    )
    return [Belief(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Knowing:
    """What some numbers were told or are about to be told of a milestone."""

    informed: Collection[str]  # told the truth, or tried in vain: not to be told again
    lost: Collection[str]  # a message for them was kept back as no longer true


async def knowing(
    session: AsyncSession,
    milestone_id: int,
    known: Followed,
    numbers: Collection[str],
    *,
    beside: int,
) -> Knowing:
    """Who of these numbers needs no telling, whatever the broadcast ``beside`` has for them."""
    rows = await session.execute(
        select(Delivery.to_number, Delivery.told, Delivery.state, Delivery.skip_reason)
        .where(Delivery.to_number.in_(numbers), _tells(Delivery, milestone_id))
        .where(Delivery.broadcast_id != beside)
        .order_by(Delivery.created_at, Delivery.id)
    )
    last: dict[str, str | None] = {}
    lost = set()
    for number, told, state, reason in rows:
        if state is not DeliveryState.SKIPPED:
            last[number] = told
        elif reason is SkipReason.SUPERSEDED:
            lost.add(number)
    informed = {number for number, told in last.items() if told == known.truth}
    elsewhere = await _gone(session, known, numbers)
    return Knowing(informed | elsewhere, lost)


async def _gone(session: AsyncSession, known: Followed, numbers: Collection[str]) -> set[str]:
    if known.widest == known.scope:
        return set()
    gone = known.is_gone_for(Contact.number)
    return set(
        await session.scalars(select(Contact.number).where(Contact.number.in_(numbers), gone))
    )


def is_untold(
    number: SQLColumnExpression[str], milestone_id: int, known: Followed
) -> ColumnElement[bool]:
    """The condition that a number was told nothing, and nothing true is on its way or failed."""
    row = aliased(Delivery)
    told = exists().where(
        row.to_number == number,
        _tells(row, milestone_id),
        or_(
            row.state.in_(MAY_HAVE_ARRIVED),
            and_(row.told == known.truth, row.state != DeliveryState.SKIPPED),
        ),
    )
    return not_(told)


async def anybody_untold(
    session: AsyncSession,
    milestone_id: int,
    known: Followed,
    audience: Audience,
    *,
    only_lost: bool,
) -> bool:
    """True when somebody of an audience was told nothing and is about to be told nothing true.

    ``only_lost`` keeps to those for whom there was a message, which was kept back.
    """
    query = select(Contact.id).join(Household, Contact.household_id == Household.id)
    untold = households_of(query, audience).where(
        textable(),
        Contact.number.not_in(select(OptOut.number)),
        is_untold(Contact.number, milestone_id, known),
    )
    if only_lost:
        kept_back = select(Delivery.to_number).where(
            _tells(Delivery, milestone_id), Delivery.skip_reason == SkipReason.SUPERSEDED
        )
        untold = untold.where(Contact.number.in_(kept_back))
    return await session.scalar(untold.limit(1)) is not None
