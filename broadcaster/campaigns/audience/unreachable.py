"""Households a broadcast cannot reach by SMS, by name and with the reason."""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.campaigns.audience.audience import Audience, households_of, speaks, spoken_in
from broadcaster.campaigns.audience.recipients import DOES_NOT_READ, awake, textable
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


async def unreachable(
    session: AsyncSession, audience: Audience, purpose: Purpose, *, offset: int = 0, limit: int
) -> list[Unreachable]:
    """A page of the households nobody can text, in the order of their doors."""
    reached = exists().where(
        Contact.household_id == Household.id, textable(purpose), awake(), *speaks(audience)
    )
    doors = (Building.code, Staircase.code, Flat.number, Household.id)
    named = (Household.id, Household.name, Building.code, Staircase.code, Flat.number)
    page = households_of(select(*named).select_from(Household), audience)
    page = page.where(~reached, *spoken_in(audience)).order_by(*doors).offset(offset).limit(limit)
    rows = (await session.execute(page)).all()
    reasons = await _reasons(session, [row[0] for row in rows], audience, purpose)
    return [Unreachable(*row, reasons[row[0]]) for row in rows]


async def _reasons(
    session: AsyncSession, ids: Collection[int], audience: Audience, purpose: Purpose
) -> dict[int, UnreachableReason]:
    """Why nobody can text each of some households. In a language, only who speaks it counts."""
    rows = await session.execute(
        select(Household.id, reason_of(purpose))
        .outerjoin(Contact, and_(Contact.household_id == Household.id, *speaks(audience)))
        .outerjoin(OptOut, OptOut.number == Contact.number)
        .where(among(session, Household.id, ids))
        .group_by(Household.id)
    )
    return {household_id: UnreachableReason(reason) for household_id, reason in rows}
