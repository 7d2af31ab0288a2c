"""Beliefs: what each telephone was last told of a milestone, compared with what is right today.

A belief is a delivery that may have arrived and tells something of the milestone, with none after
it. It belongs to the telephone, not to the contact: a number that serves two households reads one
message. «The last one» is asked by an anti-join instead of a window function: a page of recipients
then reads the rows of the page alone, however many there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from broadcaster.campaigns.audience.audience import AnySelect
from broadcaster.campaigns.audience.recipients import (
    Recipient,
    end_of_window,
    of_recipients,
    recipient_of,
    textable,
)
from broadcaster.campaigns.models import Broadcast, BroadcastKind, Moment
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.register.models import Building, Contact, Flat, Household, OptOut, Staircase
from broadcaster.sending.models import Delivery
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


def tells(
    row: Any,  # Delivery, or an alias of it
    milestone_id: int,
    *,
    by_number: bool = False,
) -> ColumnElement[bool]:
    """The condition for a delivery to tell something of a milestone.

    ``by_number`` is for the few rows of one number: an expression instead of a bare column keeps
    the databases from starting at the milestone, which would read all its rows for each number.
    """
    milestone = row.milestone_id + 0 if by_number else row.milestone_id
    return and_(milestone == milestone_id, row.told.is_not(None))


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
        tells(later, milestone_id, by_number=True),
        after,
    )
    return and_(
        tells(Delivery, milestone_id), Delivery.state.in_(MAY_HAVE_ARRIVED), not_(superseded)
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
    corrections = select(Broadcast.id).where(*corrections_of(milestone_id))
    # From the number on, as in ``tells``.
    return exists().where(
        row.to_number == Delivery.to_number, (row.broadcast_id + 0).in_(corrections)
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
    own = and_(Contact.id == Delivery.contact_id, Contact.number == Delivery.to_number)
    return _at_home(query.select_from(Delivery).join(Contact, own))


def _of_everybody[Query: Select[*tuple[Any, ...]]](query: Query) -> Query:
    """Join each delivery with every contact that has its number: one text serves them all."""
    shared = Contact.number == Delivery.to_number
    return _at_home(query.select_from(Delivery).join(Contact, shared))


def _at_home[Query: Select[*tuple[Any, ...]]](query: Query) -> Query:
    return (
        query.join(Household, Household.id == Contact.household_id)
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
    owed = _of_contact(of_recipients()).where(*_owed(milestone_id, known, moment, now))
    while (last := await end_of_window(session, after)) is not None:
        page = owed.where(Delivery.contact_id > after, Delivery.contact_id <= last)
        rows = (await session.execute(page.order_by(Delivery.contact_id).limit(limit))).all()
        if rows:
            return [recipient_of(*row) for row in rows]
        after = last
    return []


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


def owed_texts(
    milestone_id: int, known: Followed, moment: Moment, now: datetime
) -> Callable[[AnySelect], AnySelect]:
    """What keeps a query's contacts that are owed a correction, for ``texts_alike``."""

    def texted(query: AnySelect) -> AnySelect:
        owed = false() if known.truth == OVER else and_(*_owed(milestone_id, known, moment, now))
        return _of_contact(query).where(owed)

    return texted


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
        _of_everybody(
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
