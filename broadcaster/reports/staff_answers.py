"""How soon staff answered: from the moment a thread was opened to their first word in it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Author, Correspondent, Reply, Thread
from broadcaster.register.models import Building, Contact, Flat, Household, Staircase
from broadcaster.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class StaffAnswers:
    """The times of one scope."""

    times: tuple[timedelta, ...]  # the shortest first
    unanswered: int  # threads without a word of staff: open ones, and closed without one

    def within(self, share: float) -> timedelta | None:
        """The time within which this share was answered (nearest rank); None without answers."""
        if not self.times:
            return None
        return self.times[ceil(len(self.times) * share) - 1]

    def counts(self, bounds: Sequence[timedelta]) -> list[int]:
        """How many answers came within each bound and not the one before; the rest last."""
        edges = [timedelta(-1), *bounds, timedelta.max]
        pairs = itertools.pairwise(edges)
        return [sum(low < time <= high for time in self.times) for low, high in pairs]


async def staff_answers(session: AsyncSession, scope: Scope) -> StaffAnswers:
    """The times of threads opened in the scope."""
    first_word = (
        select(Reply.thread_id, func.min(Reply.created_at).label("at"))
        .where(Reply.author == Author.STAFF, Reply.thread_id.is_not(None))
        .group_by(Reply.thread_id)
        .subquery()
    )
    query = (
        select(Thread.opened_at, first_word.c.at)
        .outerjoin(first_word, first_word.c.thread_id == Thread.id)
        .where(*_of(scope))
    )
    rows = [(opened, answered) for opened, answered in await session.execute(query)]
    times = sorted(_between(opened, answered) for opened, answered in rows if answered)
    return StaffAnswers(tuple(times), len(rows) - len(times))


def _between(opened: datetime, answered: datetime) -> timedelta:
    return max(answered - opened, timedelta(0))


def _of(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Thread.opened_at < scope.until]
    if scope.since is not None:
        conditions.append(Thread.opened_at >= scope.since)
    if scope.site_ids is not None or scope.building_id is not None:
        conditions.append(Thread.correspondent_id.in_(_living_in(scope)))
    return conditions


def _living_in(scope: Scope) -> Select[int]:
    """Correspondents whose number is of a household there, or who said that they live there."""
    place: list[ColumnElement[bool]] = (
        [] if scope.site_ids is None else [Building.site_id.in_(scope.site_ids)]
    )
    if scope.building_id is not None:
        place.append(Building.id == scope.building_id)
    buildings = select(Building.id).where(*place)
    numbers = (
        select(Contact.number)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .where(Staircase.building_id.in_(buildings), Contact.number == Correspondent.address)
        .exists()
    )
    return select(Correspondent.id).where(or_(Correspondent.building_id.in_(buildings), numbers))
