"""The works calendar as staff read it: by building and staircase, with what is doubtful marked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.console.places import Places, load_places
from broadcaster.works.freshness import is_fading, is_fresh
from broadcaster.works.models import Milestone, PlannedCut
from broadcaster.works.standing import Standing, cut_standing, standing_of

OVER = frozenset({Standing.DONE, Standing.CANCELLED})
"""What needs nobody's attention any more."""

DOUBTFUL = frozenset({Standing.DUE, Standing.OVERDUE, Standing.UNREPORTED})
"""Dates that have come or gone without a word from staff."""


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One milestone or cut of the calendar."""

    fact: Milestone | PlannedCut
    standing: Standing
    is_fresh: bool
    is_fading: bool  # fresh, but not in a week from now

    @property
    def is_cut(self) -> bool:
        """True for a planned cut."""
        return isinstance(self.fact, PlannedCut)

    @property
    def is_over(self) -> bool:
        """True when nothing more is expected; a cut is over once its hours have passed."""
        return self.standing in OVER or (self.is_cut and self.standing is Standing.UNREPORTED)

    @property
    def is_stale(self) -> bool:
        """True when tenants are told that nobody has confirmed it lately."""
        return not self.is_over and not self.is_fresh

    @property
    def is_soon_stale(self) -> bool:
        """True when tenants will be told so within days, if nobody confirms it."""
        return not self.is_over and self.is_fading

    @property
    def is_doubtful(self) -> bool:
        """True when its dates call for a word from staff."""
        return not self.is_cut and self.standing in DOUBTFUL


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one place, in order of time."""

    title: str
    lines: list[CalendarLine]


def milestone_line(milestone: Milestone, now: datetime) -> CalendarLine:
    """A milestone as the calendar shows it."""
    standing = standing_of(milestone, now)
    return CalendarLine(milestone, standing, is_fresh(milestone, now), is_fading(milestone, now))


def cut_line(cut: PlannedCut, now: datetime) -> CalendarLine:
    """A cut as the calendar shows it."""
    return CalendarLine(cut, cut_standing(cut, now), is_fresh(cut, now), is_fading(cut, now))


async def load_calendar(
    session: AsyncSession, now: datetime, sites: Collection[int] | None = None
) -> tuple[Places, list[CalendarLine]]:
    """Every line of the sites within reach (None: of all), and the places they are about."""
    milestones = await _facts(session, Milestone, sites)
    cuts = await _facts(session, PlannedCut, sites)
    places = await load_places(session, [*milestones, *cuts], sites=sites)
    found = [milestone_line(one, now) for one in milestones]
    found += [cut_line(one, now) for one in cuts]
    return places, sorted(found, key=lambda line: (line.fact.starts_at, line.fact.id))


async def _facts[Fact: (Milestone, PlannedCut)](
    session: AsyncSession, table: type[Fact], sites: Collection[int] | None
) -> list[Fact]:
    query = select(table)
    if sites is not None:
        query = query.where(table.site_id.in_(sites))
    return list(await session.scalars(query))


def sections(
    places: Places, found: Iterable[CalendarLine], building_id: int | None
) -> list[Section]:
    """The lines gathered by place, wider places first; those of one building and its site only
    when it is given."""
    wanted = [
        line
        for line in found
        if building_id is None or places.building_of(line.fact) in {None, building_id}
    ]
    by_place: dict[str, list[CalendarLine]] = {}
    for line in sorted(wanted, key=lambda line: places.order_of(line.fact)):
        by_place.setdefault(places.name_of(line.fact), []).append(line)
    return [Section(title, lines) for title, lines in by_place.items()]
