"""Scope: the period and the places a report is about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement

from broadcaster.clock import PARIS
from broadcaster.reports.models import NOWHERE, DeliveryDay, HouseholdReach, InboundDay


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: days of Paris, both ends included, and places."""

    first: date | None  # None: since the beginning
    last: date
    site_ids: frozenset[int] | None = None  # None: all, and whoever is in no register
    building_id: int | None = None

    @property
    def since(self) -> datetime | None:
        """The first moment of the period."""
        return start_of(self.first) if self.first else None

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return start_of(self.last + timedelta(days=1))

    def places(self, counted: type[HouseholdReach]) -> list[ColumnElement[bool]]:
        """The conditions by which households lie in its places."""
        conditions: list[ColumnElement[bool]] = []
        if self.site_ids is not None:
            conditions.append(counted.site_id.in_(self.site_ids))
        if self.building_id is not None:
            conditions.append(counted.building_id == self.building_id)
        return conditions

    def days(self, counted: type[DeliveryDay] | type[InboundDay]) -> list[ColumnElement[bool]]:
        """The conditions by which rows lie in its places and its period."""
        conditions = [counted.building_id == (self.building_id or NOWHERE)]
        if self.site_ids is not None:
            conditions.append(counted.site_id.in_(self.site_ids))
        conditions.append(counted.day <= self.last)
        return [*conditions, counted.day >= self.first] if self.first else conditions

    @property
    def step(self) -> Callable[[date], date]:
        """What a day is counted under: its week, or its month in a long period."""
        return month_of if self.first is None else week_of

    def spans(self, found: Iterable[date]) -> list[date]:
        """Every week or month from the first of these to the last: an empty one is one too."""
        starts = sorted(found)
        if not starts:
            return []
        days = range((starts[-1] - starts[0]).days + 1)
        return sorted({self.step(starts[0] + timedelta(days=n)) for n in days})


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def start_of(day: date) -> datetime:
    """Midnight in Paris, in UTC."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day of Paris a moment lies in."""
    return moment.astimezone(PARIS).date()
