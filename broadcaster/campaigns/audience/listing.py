"""The list behind an audience's figures: who is in it, door by door, and how each can be told."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience, households_of, speaks
from broadcaster.campaigns.audience.recipients import textable
from broadcaster.campaigns.audience.unreachable import UnreachableReason, reason_of
from broadcaster.campaigns.models import Purpose
from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    NumberKind,
    OptOut,
    Staircase,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One household of an audience."""

    household_id: int
    name: str
    building: str
    staircase: str
    flat: str
    reason: UnreachableReason | None  # why no SMS reaches it; None: one does
    has_landline: bool  # it could be called instead


async def listed(
    session: AsyncSession, audience: Audience, purpose: Purpose, *, offset: int = 0, limit: int
) -> list[Listed]:
    """A page of the households of an audience, in the order of their doors."""
    page = households_of(select(Household.id), audience)
    if audience.languages:
        spoken = select(Contact.household_id).where(*speaks(audience))
        page = page.where(Household.id.in_(spoken))
    doors = (Building.code, Staircase.code, Flat.number, Household.id)
    ids = list(await session.scalars(page.order_by(*doors).offset(offset).limit(limit)))
    can = and_(textable(purpose), OptOut.number.is_(None))
    names = (Household.id, Household.name, Building.code, Staircase.code, Flat.number)
    rows = await session.execute(
        select(
            *names,
            func.max(case((can, 1), else_=0)),
            reason_of(purpose),
            func.max(case((Contact.kind == NumberKind.LANDLINE, 1), else_=0)),
        )
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .outerjoin(Contact, and_(Contact.household_id == Household.id, *speaks(audience)))
        .outerjoin(OptOut, OptOut.number == Contact.number)
        .where(Household.id.in_(ids))
        .group_by(*names)
        .order_by(*doors)
    )
    return [_listed(*row) for row in rows]


def _listed(
    household_id: int,
    name: str,
    building: str,
    staircase: str,
    flat: str,
    *found: Any,  # reached, reason, landline: the row's last columns
) -> Listed:
    reached, reason, landline = found
    why = None if reached else UnreachableReason(reason)
    return Listed(household_id, name, building, staircase, flat, why, bool(landline))
