"""Reach: how the households of each building can be told, and those whom nothing reached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.models import Building, Flat, Household, Site, Staircase
from broadcaster.reports.models import Form, HouseholdReach
from broadcaster.reports.scope import Scope
from broadcaster.sending.models import DeliveryState


@dataclass(frozen=True, slots=True)
class BuildingReach:
    """The households of one building by the form in which they can be told."""

    site: str
    building: str
    sms: int
    voice: int  # only a fixed line
    paper: int  # no telephone that may be used
    nobody: int  # written to by SMS in the period, and nothing arrived

    @property
    def unreached(self) -> int:
        """Those at whose door somebody should knock, as ``unreached`` lists them."""
        return self.voice + self.paper + self.nobody

    @property
    def households(self) -> int:
        """All of them: the four have nothing in common."""
        return self.sms + self.voice + self.paper + self.nobody


@dataclass(frozen=True, slots=True)
class Unreached:
    """A household at whose door somebody should knock."""

    household_id: int
    name: str
    site: str
    building: str
    staircase: str
    floor: int | None
    flat: str
    form: Form  # how else it can be told
    reason: str | None  # why it gets no SMS (UnreachableReason); None: it should, see the next
    tried_at: datetime | None
    tried_state: DeliveryState | None
    tried_reason: str | None  # error code or reason of a skip


def _failed(scope: Scope) -> ColumnElement[bool]:
    """An SMS was written to it in the period, and none arrived."""
    reach = HouseholdReach
    since = scope.since
    tried = reach.tried_at.is_not(None) if since is None else reach.tried_at >= since
    reached = reach.reached_at.is_not(None) if since is None else reach.reached_at >= since
    return and_(reach.form == Form.SMS, tried, or_(reach.reached_at.is_(None), ~reached))


def _unreached(scope: Scope) -> ColumnElement[bool]:
    return or_(HouseholdReach.form != Form.SMS, _failed(scope))


async def reach_of_buildings(session: AsyncSession, scope: Scope) -> list[BuildingReach]:
    """Every building of the scope, in the order of their names."""
    # In the order of an index that has all columns: no row is looked up, nothing is sorted.
    key = (HouseholdReach.site_id, HouseholdReach.building_id, HouseholdReach.form)
    nobody = func.sum(case((_failed(scope), 1), else_=0))
    counts = select(*key, func.count(), nobody).where(*scope.places(HouseholdReach)).group_by(*key)
    rows: dict[int, _Forms] = {}
    for _site, building, form, households, failed in await session.execute(counts):
        forms = rows.setdefault(building, _Forms())
        forms.households[form] += households
        forms.nobody += failed
    named = await session.execute(
        select(Building.id, Site.name, Building.code)
        .join(Site, Site.id == Building.site_id)
        .where(Building.id.in_(rows))
        .order_by(Site.name, Building.code)
    )
    return [_reach(site, code, rows[building]) for building, site, code in named]


@dataclass(slots=True)
class _Forms:
    """The households of one building."""

    households: Counter[Form] = field(default_factory=Counter)  # by their form
    nobody: int = 0  # of those with an SMS


def _reach(site: str, code: str, forms: _Forms) -> BuildingReach:
    by_form, nobody = forms.households, forms.nobody
    sms, voice, paper = by_form[Form.SMS] - nobody, by_form[Form.VOICE], by_form[Form.PAPER]
    return BuildingReach(site, code, sms, voice, paper, nobody)


async def unreached_count(session: AsyncSession, scope: Scope) -> int:
    """How many households nobody reached."""
    query = select(func.count()).where(_unreached(scope), *scope.places(HouseholdReach))
    return await session.scalar(query.select_from(HouseholdReach)) or 0


async def unreached(
    session: AsyncSession, scope: Scope, *, offset: int = 0, limit: int
) -> list[Unreached]:
    """A page of the households nobody reached, from door to door."""
    page = (
        select(HouseholdReach.household_id)
        .where(_unreached(scope), *scope.places(HouseholdReach))
        .order_by(HouseholdReach.site_id, HouseholdReach.door, HouseholdReach.household_id)
        .offset(offset)
        .limit(limit)
    )
    ids = list(await session.scalars(page))
    reach = HouseholdReach
    columns = (
        Household.id, Household.name, Site.name, Building.code, Staircase.code, Flat.floor,
        Flat.number, reach.form, reach.reason, reach.tried_at, reach.tried_state,
        reach.tried_reason,
    )  # fmt: skip
    rows = await session.execute(
        select(*columns)
        .join(reach, reach.household_id == Household.id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .join(Site, Site.id == Building.site_id)
        .where(Household.id.in_(ids))
    )
    found = {row[0]: _unreached_of(row) for row in rows}
    return [found[one] for one in ids if one in found]


# One row of many types, in the order of the fields.
def _unreached_of(row: Sequence[Any]) -> Unreached:
    return Unreached(*row)
