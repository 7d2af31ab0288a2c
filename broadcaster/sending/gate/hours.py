"""Hours: when a message may reach people, at the place where they live.

Three timetables. Works notices keep courtesy hours, which are our own promise. An urgent notice
may come later and on any day. An offer to buy keeps the hours the law sets for prospecting by
telephone (code de la consommation, art. D. 223-9), the strictest rule there is for a text message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final, Self
from zoneinfo import ZoneInfo

import holidays

from broadcaster.clock import PARIS
from broadcaster.sending.models import Hours

_LONGEST_CLOSURE: Final = 14
"""Days looked ahead at most: no row of closed days is longer."""

_ALSACE = dict.fromkeys(("67", "68"), "6AE")
_OVERSEAS: Final = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
}
_WITH_OWN_HOLIDAYS: Final = {"57": "57", **_ALSACE, **{code: code for code in _OVERSEAS}}
"""Departments that have public holidays of their own, as the library names them: Good Friday and
26 December in Alsace and Moselle, the abolition of slavery overseas."""

EVERY_DAY: Final = frozenset(range(7))
MONDAY_TO_SATURDAY: Final = frozenset(range(6))
MONDAY_TO_FRIDAY: Final = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Timetable:
    """Days and spans of hours, on the clock of the place; a span's end is outside of it."""

    weekdays: frozenset[int]
    spans: tuple[tuple[time, time], ...]
    on_holidays: bool = False

    def opens_on(self, day: date, department: str) -> bool:
        """True when messages may go out at some hour of the day."""
        if day.weekday() not in self.weekdays:
            return False
        return self.on_holidays or day not in holidays_of(department, day.year)

    def spans_of(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """The spans of a day as moments in UTC."""
        for first, last in self.spans:
            yield _moment(day, first, zone), _moment(day, last, zone)


@dataclass(frozen=True, slots=True)
class Timetables:
    """The timetable of each kind of broadcast."""

    courtesy: Timetable = Timetable(MONDAY_TO_SATURDAY, ((time(8), time(20)),))
    urgent: Timetable = Timetable(EVERY_DAY, ((time(8), time(21, 30)),), on_holidays=True)
    offer: Timetable = Timetable(MONDAY_TO_FRIDAY, ((time(10), time(13)), (time(14), time(20))))

    @classmethod
    def of(cls, courtesy: Timetable, urgent_until: time) -> Self:
        """The timetables with the hours an operator may choose; the law's stay as they are.

        Urgent notices go out on every day, from the same hour and never for a shorter time.
        """
        opens, closes = courtesy.spans[0]
        urgent = Timetable(EVERY_DAY, ((opens, max(closes, urgent_until)),), on_holidays=True)
        return cls(courtesy=courtesy, urgent=urgent)

    def __getitem__(self, hours: Hours) -> Timetable:
        return {
            Hours.COURTESY: self.courtesy,
            Hours.URGENT: self.urgent,
            Hours.OFFER: self.offer,
        }[hours]


def zone_of(department: str) -> ZoneInfo:
    """The clock people live by in a department: that of Paris, but for those overseas."""
    return ZoneInfo(_OVERSEAS[department]) if department in _OVERSEAS else PARIS


@cache
def holidays_of(department: str, year: int) -> frozenset[date]:
    """The public holidays of a year in a department; "" for those of the whole country."""
    found = holidays.country_holidays("FR", subdiv=_WITH_OWN_HOLIDAYS.get(department), years=year)
    return frozenset(found)


@lru_cache(maxsize=64)  # asked with the same moment for each message of a batch
def next_opening(timetable: Timetable, department: str, now: datetime) -> datetime | None:
    """None while messages may go out, else the moment (UTC) from which they may again."""
    for first, last in _coming_spans(timetable, department, now):
        if now < last:
            return None if first <= now else first
    return now + timedelta(days=_LONGEST_CLOSURE)


def open_time_between(
    timetable: Timetable, department: str, start: datetime, end: datetime
) -> timedelta:
    """How much of a span lies within the hours; of a longer one the first two weeks count."""
    spans = _coming_spans(timetable, department, start)
    parts = (min(last, end) - max(first, start) for first, last in spans)
    return sum((part for part in parts if part > timedelta()), timedelta())


def open_day_up_to(timetable: Timetable, department: str, day: date) -> date:
    """The day itself when it is open, else the last open one before it.

    A reminder for the eve of a Monday goes out on Saturday, not after the fact.
    """
    for back in range(_LONGEST_CLOSURE):
        earlier = day - timedelta(days=back)
        if timetable.opens_on(earlier, department):
            return earlier
    return day


def _coming_spans(
    timetable: Timetable, department: str, now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    zone = zone_of(department)
    today = now.astimezone(zone).date()
    for ahead in range(_LONGEST_CLOSURE):
        day = today + timedelta(days=ahead)
        if timetable.opens_on(day, department):
            yield from timetable.spans_of(day, zone)


def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=64)
def start_of_day(department: str, now: datetime) -> datetime:
    """Midnight before a moment, on the clock of the place (UTC)."""
    zone = zone_of(department)
    return _moment(now.astimezone(zone).date(), time(), zone)


def start_of_next_day(department: str, now: datetime) -> datetime:
    """Midnight after a moment, on the clock of the place (UTC)."""
    zone = zone_of(department)
    return _moment(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
