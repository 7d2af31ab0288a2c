"""Households a broadcast cannot reach by SMS, by name and with the reason."""

import enum
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import AnySelect, Audience, households_of, speaks
from broadcaster.campaigns.audience.recipients import DOES_NOT_READ, textable
from broadcaster.campaigns.models import Purpose
from broadcaster.campaigns.wording import unreachable_sentence
from broadcaster.register.models import (
    Building,
    Consent,
    Contact,
    Flat,
    Household,
    NumberKind,
    OptOut,
    Staircase,
)


class UnreachableReason(enum.StrEnum):
    """Why no telephone of a household can be texted; the first that is true is told."""

    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    REFUSED = "refused"
    DOES_NOT_READ = "does_not_read"
    LANDLINE = "landline"
    GONE = "gone"
    INVALID = "invalid"
    UNKNOWN_NUMBER = "unknown_number"
    NO_NUMBER = "no_number"

    @property
    def sentence(self) -> str:
        """The reason as staff read it."""
        return unreachable_sentence(self.value)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A household to be called or written to instead."""

    household_id: int
    name: str
    building: str
    staircase: str
    flat: str
    reason: UnreachableReason


def _any_contact(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """True when a household has a contact that meets the condition."""
    return func.max(case((condition, 1), else_=0)) == 1


def _signs(purpose: Purpose) -> tuple[tuple[UnreachableReason, ColumnElement[bool]], ...]:
    """How a household's contacts show each reason, tried in this order.

    Nobody who asked for silence is asked to consent to offers: STOP is told first.
    """
    awake = OptOut.number.is_(None)
    return (
        (UnreachableReason.OPTED_OUT, textable(purpose)),
        (UnreachableReason.NO_CONSENT, and_(textable(), awake)),
        (UnreachableReason.OPTED_OUT, textable()),
        (
            UnreachableReason.REFUSED,
            and_(Contact.kind == NumberKind.MOBILE, Contact.consent == Consent.REFUSED),
        ),
        (
            UnreachableReason.DOES_NOT_READ,
            and_(Contact.kind == NumberKind.MOBILE, DOES_NOT_READ),
        ),
        (UnreachableReason.LANDLINE, Contact.kind == NumberKind.LANDLINE),
        (UnreachableReason.GONE, Contact.kind == NumberKind.GONE),
        (UnreachableReason.INVALID, Contact.kind == NumberKind.INVALID),
        (UnreachableReason.UNKNOWN_NUMBER, Contact.kind == NumberKind.UNKNOWN),
    )


def reason_of(purpose: Purpose) -> ColumnElement[str]:
    """Why no telephone of a household can be texted: a column of a query by household.

    The query joins contacts and, to them, opt-outs.
    """
    return case(
        *((_any_contact(sign), reason.value) for reason, sign in _signs(purpose)),
        else_=UnreachableReason.NO_NUMBER.value,
    )


def _grouped[Query: AnySelect](query: Query, audience: Audience, purpose: Purpose) -> Query:
    """One row for each household of the audience that has nobody to text."""
    joined = households_of(query.select_from(Household), audience).join(
        Contact,
        and_(Contact.household_id == Household.id, *speaks(audience)),
        # In a language, only households known to speak it are meant.
        isouter=not audience.languages,
    )
    joined = joined.outerjoin(OptOut, OptOut.number == Contact.number)
    reachable = and_(textable(purpose), OptOut.number.is_(None))
    return joined.group_by(
        Household.id, Household.name, Building.code, Staircase.code, Flat.number
    ).having(func.max(case((reachable, 1), else_=0)) == 0)


async def unreachable(
    session: AsyncSession, audience: Audience, purpose: Purpose, *, offset: int = 0, limit: int
) -> list[Unreachable]:
    """A page of the households nobody can text, in the order of their doors."""
    query = select(
        Household.id, Household.name, Building.code, Staircase.code, Flat.number, reason_of(purpose)
    )
    doors = (Building.code, Staircase.code, Flat.number, Household.id)
    page = _grouped(query, audience, purpose).order_by(*doors).offset(offset).limit(limit)
    rows = await session.execute(page)
    return [Unreachable(*row[:5], UnreachableReason(row[5])) for row in rows]


async def unreachable_count(session: AsyncSession, audience: Audience, purpose: Purpose) -> int:
    """How many households nobody can text."""
    households = _grouped(select(Household.id), audience, purpose).subquery()
    return await session.scalar(select(func.count()).select_from(households)) or 0
