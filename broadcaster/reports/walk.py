"""The walk: household after household, how each can be told and whether anything arrived there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, case, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.recipients import DOES_NOT_READ, textable
from broadcaster.campaigns.audience.unreachable import reason_of
from broadcaster.campaigns.models import Purpose
from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    Flat,
    Household,
    NumberKind,
    OptOut,
    Staircase,
)
from broadcaster.reports.marks import mark_of
from broadcaster.reports.models import Form, HouseholdReach
from broadcaster.sending.models import Delivery, DeliveryState, Lane, SkipReason

AT_ONCE: Final = 2000
"""Households of one look: an estate of that size is current at each."""

_DID_NOT_ARRIVE: Final = (
    DeliveryState.FAILED,
    DeliveryState.UNDELIVERED,
    DeliveryState.SKIPPED,
    DeliveryState.UNKNOWN,
)

_NOT_MEANT: Final = (SkipReason.CANCELLED, SkipReason.SUPERSEDED, SkipReason.NO_CONSENT)
"""Messages that were kept back on purpose: nobody was to be told that way."""


@dataclass(frozen=True, slots=True)
class _News:
    """What became of a household's messages."""

    reached_at: datetime | None = None
    tried_at: datetime | None = None
    tried_state: DeliveryState | None = None
    tried_reason: str | None = None


async def walk_on(session: AsyncSession, now: datetime, at_once: int = AT_ONCE) -> bool:
    """Look at the next households; True when the last one was among them."""
    mark = await mark_of(session, "households")
    homes = await _homes(session, mark.position, at_once)
    if homes:
        first, last = homes[0]["household_id"], homes[-1]["household_id"]
        forms, news = await _forms(session, first, last), await _news(session, first, last)
        rows = [home | forms[home["household_id"]] | _written(news, home) for home in homes]
        within = HouseholdReach.household_id.between(first, last)
        await session.execute(delete(HouseholdReach).where(within))
        await session.execute(insert(HouseholdReach), rows)
        mark.position = last
    is_done = len(homes) < at_once
    if is_done:
        mark.position, mark.at = 0, now
    await session.flush()
    return is_done


# Column values of many types.
async def _homes(session: AsyncSession, after: int, limit: int) -> list[dict[str, Any]]:
    rows = await session.execute(
        select(
            Household.id, Building.site_id, Building.id, Staircase.id,
            Building.code, Staircase.code, Flat.floor, Flat.number,
            DigitalCard.phone, DigitalCard.reads_sms, DigitalCard.french,
        )
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .outerjoin(DigitalCard, DigitalCard.household_id == Household.id)
        .where(Household.id > after)
        .order_by(Household.id)
        .limit(limit)
    )  # fmt: skip
    ids = ("household_id", "site_id", "building_id", "staircase_id")
    cards = ("phone", "reads_sms", "french")
    return [
        dict(zip(ids, row[:4], strict=True))
        | {"door": door(*row[4:8])}
        | dict(zip(cards, row[8:], strict=True))
        for row in rows
    ]


def door(building: str, staircase: str, floor: int | None, flat: str) -> str:
    """A home, written so that homes sort as one walks: flat 9 before flat 12."""
    storey = f"{floor + 100:03d}" if floor is not None and -100 < floor < 900 else "000"
    return "|".join([building.rjust(40), staircase.rjust(40), storey, flat.rjust(20)])


async def _forms(session: AsyncSession, first: int, last: int) -> dict[int, dict[str, Any]]:
    """How each household can be told, and why not by SMS."""
    can = and_(textable(), OptOut.number.is_(None))
    # Whoever does not read their mobile can still be called on it.
    unread = and_(Contact.kind == NumberKind.MOBILE, DOES_NOT_READ)
    rows = await session.execute(
        select(
            Household.id,
            func.max(case((can, 1), else_=0)),
            func.max(case((or_(Contact.kind == NumberKind.LANDLINE, unread), 1), else_=0)),
            reason_of(Purpose.INFORMATION),
        )
        .outerjoin(Contact, Contact.household_id == Household.id)
        .outerjoin(OptOut, OptOut.number == Contact.number)
        .where(Household.id.between(first, last))
        .group_by(Household.id)
    )
    return {
        one: {"form": _form(bool(mobile), bool(fixed)), "reason": None if mobile else reason}
        for one, mobile, fixed, reason in rows
    }


def _form(has_mobile: bool, has_landline: bool) -> Form:
    if has_mobile:
        return Form.SMS
    return Form.VOICE if has_landline else Form.PAPER


async def _news(session: AsyncSession, first: int, last: int) -> dict[int, _News]:
    """When something last arrived, and the last message that did not."""
    ours = and_(Delivery.household_id.between(first, last), Delivery.lane == Lane.BULK)
    arrived = await session.execute(
        select(Delivery.household_id, func.max(Delivery.created_at))
        .where(ours, Delivery.state == DeliveryState.DELIVERED)
        .group_by(Delivery.household_id)
    )
    news = {one or 0: _News(reached_at=at) for one, at in arrived}
    failed = await session.execute(
        select(
            Delivery.household_id, Delivery.created_at, Delivery.state,
            Delivery.error_code, Delivery.skip_reason,
        )
        .where(ours, Delivery.state.in_(_DID_NOT_ARRIVE))
        .where(or_(Delivery.skip_reason.is_(None), Delivery.skip_reason.not_in(_NOT_MEANT)))
        .order_by(Delivery.created_at)
    )  # fmt: skip
    for household_id, at, state, code, skip in failed:
        why = str(code) if code else skip
        known = news.get(household_id or 0, _News())
        news[household_id or 0] = replace(known, tried_at=at, tried_state=state, tried_reason=why)
    return news


def _written(news: Mapping[int, _News], home: Mapping[str, Any]) -> dict[str, Any]:
    known = news.get(home["household_id"], _News())
    return {name: getattr(known, name) for name in _News.__slots__}
