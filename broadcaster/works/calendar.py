"""The calendar of a home: the facts that hold there, the narrowest first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.homes import Home
from broadcaster.register.models import Staircase
from broadcaster.works.models import (
    CutKind,
    Milestone,
    MilestoneState,
    PersonRole,
    PlannedCut,
    Scoped,
    SitePerson,
)
from broadcaster.works.standing import Standing, cut_standing

SCOPES = ("building_id", "staircase_id", "flat_id")
"""The columns of a scope below the site, the widest first."""


def _reaching[Fact: Scoped](model: type[Fact]) -> Select[Fact]:
    """The facts that hold at a home (``_levels``): every level they name is the home's own."""
    levels = [
        or_(column.is_(None), column == bindparam(f"at_{name}"))
        for name in SCOPES
        for column in [getattr(model, name)]
    ]
    return select(model).where(model.site_id == bindparam("at_site_id"), *levels)


_ALL: Final = _reaching(Milestone)
_OF_KINDS: Final = _ALL.where(Milestone.kind.in_(bindparam("kinds", expanding=True)))
_CUTS: Final = _reaching(PlannedCut).where(PlannedCut.kind == bindparam("of_kind"))
_PEOPLE: Final = _reaching(SitePerson).where(SitePerson.role == bindparam("of_role"))
"""Made once: to make a query costs more than to run it, and an answer runs several."""


async def milestones_for(
    session: AsyncSession,
    home: Home,
    kinds: Collection[str] | None = None,
    *,
    every_level: bool = False,
) -> list[Milestone]:
    """What is said of the works at a home, in order of time, cancelled milestones included.

    Of each kind only the narrowest level that speaks of it is kept: a flat's own plumbing dates
    replace those of its staircase, also when they are cancelled.
    ``every_level`` keeps the wider ones too, for what takes place beside another (meetings).
    ``kinds`` None: every kind.
    """
    if kinds is None:
        found = list(await session.scalars(_ALL, _levels(home)))
    else:
        found = list(await session.scalars(_OF_KINDS, {"kinds": list(kinds), **_levels(home)}))
    told = found if every_level else narrowest(found)
    return sorted(told, key=lambda one: (one.starts_at, one.id))


async def staircases_differ(session: AsyncSession, home: Home) -> bool:
    """True when only the building is known and the calendar has facts of its staircases."""
    if home.building_id is None or home.staircase_id is not None:
        return False
    inside = select(Staircase.id).where(Staircase.building_id == home.building_id)
    for model in (Milestone, PlannedCut):
        query = select(model.id).where(model.staircase_id.in_(inside)).limit(1)
        if await session.scalar(query) is not None:
            return True
    return False


async def cuts_for(
    session: AsyncSession, home: Home, kind: CutKind, now: datetime
) -> list[PlannedCut]:
    """The cuts of a kind that reach a home: under way, then next ones, then the latest past.

    Cuts are events: a wider one holds beside a narrower one; at the same time the narrower
    comes first. A cancelled cut comes after those that will take place.
    """
    found = await session.scalars(_CUTS, {"of_kind": kind, **_levels(home)})
    return sorted(found, key=lambda cut: _cut_order(cut, now))


async def people_for(session: AsyncSession, home: Home, role: PersonRole) -> list[SitePerson]:
    """The people in a role for a home, the nearest first."""
    found = await session.scalars(_PEOPLE, {"of_role": role, **_levels(home)})
    return sorted(found, key=lambda person: (-precision(person), person.id))


def precision(fact: Scoped) -> int:
    """How narrow a fact's scope is: 0 for the site … 3 for one flat."""
    return max((level for level, name in enumerate(SCOPES, 1) if getattr(fact, name)), default=0)


def _levels(home: Home) -> dict[str, int]:
    return {f"at_{name}": getattr(home, name) or 0 for name in ("site_id", *SCOPES)}


def narrowest(milestones: Sequence[Milestone]) -> list[Milestone]:
    """Of each kind, those of the narrowest level that speaks of it."""
    levels: dict[str, int] = {}
    for one in milestones:
        levels[one.kind] = max(levels.get(one.kind, 0), precision(one))
    return [one for one in milestones if precision(one) == levels[one.kind]]


def _cut_order(cut: PlannedCut, now: datetime) -> tuple[int, float, int]:
    rank = {
        Standing.UNDER_WAY: 0,
        Standing.UPCOMING: 1,
        Standing.CANCELLED: 2,
        Standing.UNREPORTED: 3,
    }[cut_standing(cut, now)]
    starts = cut.starts_at.timestamp()
    return rank, -starts if rank == 3 else starts, -precision(cut)


def not_cancelled(milestones: Sequence[Milestone]) -> list[Milestone]:
    """Those that are still meant to happen, or did."""
    return [one for one in milestones if one.state is not MilestoneState.CANCELLED]
