"""Numbers that asked for silence and still do, by when they asked and how."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.models import Building, Contact, Flat, Household, OptOut, Staircase
from broadcaster.reports.scope import Scope, day_of


@dataclass(frozen=True, slots=True)
class OptOuts:
    """The numbers of one scope."""

    by_keyword: dict[date, int]  # the person wrote STOP; by week or month
    by_provider: dict[date, int]  # the operator told us

    @property
    def spans(self) -> list[date]:
        """The weeks or months in which somebody asked, the oldest first."""
        return sorted({*self.by_keyword, *self.by_provider})

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_keyword.values()) + sum(self.by_provider.values())


async def optouts(session: AsyncSession, scope: Scope) -> OptOuts:
    """Who asked for silence in the period; who took it back since does not count."""
    query = select(OptOut.since, OptOut.source).where(OptOut.since < scope.until)
    if scope.since is not None:
        query = query.where(OptOut.since >= scope.since)
    if scope.site_ids is not None or scope.building_id is not None:
        living = (
            select(Contact.number)
            .join(Household, Household.id == Contact.household_id)
            .join(Flat, Flat.id == Household.flat_id)
            .join(Staircase, Staircase.id == Flat.staircase_id)
            .join(Building, Building.id == Staircase.building_id)
            .where(Contact.number == OptOut.number)
        )
        if scope.site_ids is not None:
            living = living.where(Building.site_id.in_(scope.site_ids))
        if scope.building_id is not None:
            living = living.where(Building.id == scope.building_id)
        query = query.where(living.exists())
    counts = {"keyword": Counter[date](), "provider": Counter[date]()}
    for since, source in await session.execute(query):
        counts.setdefault(source, Counter())[scope.step(day_of(since))] += 1
    return OptOuts(dict(counts["keyword"]), dict(counts["provider"]))
