"""The day a text is read on, and which of several possible days a few words mean from there.

A day is said without its year, a weekday without its date. What is meant is the next one, today
included, unless the text tells what has happened (« j'ai attendu jeudi », « jeudi dernier »): then
the last one, today included. A day with its month is the one nearest to now, from three months ago
to nine months ahead. « Jeudi prochain » is Thursday of next week: « jeudi » alone is this week's.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.nlu.dates.when import When

WEEK = timedelta(days=7)
BACKWARDS = timedelta(days=92)
"""How far back a day and month without a year may lie before next year's is meant."""

LEAST_YEAR, MOST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Anchor:
    """A day to reckon from, and whether the text tells the past."""

    today: date
    past: bool = False

    @property
    def monday(self) -> date:
        """The Monday of this week."""
        return self.today - timedelta(days=self.today.weekday())

    def backwards(self) -> Anchor:
        """Return the same day for words that are about the past."""
        return replace(self, past=True)

    def in_days(self, days: int) -> When:
        """Return the day so many days from today."""
        return one_day(self.today + timedelta(days=days))

    def weekday(self, number: int) -> When:
        """Return the next such weekday, or the last one in a text about the past."""
        ahead = (number - self.today.weekday()) % 7
        back = (self.today.weekday() - number) % 7
        return self.in_days(-back if self.past else ahead)

    def weekday_strictly(self, number: int, *, past: bool) -> When:
        """Return the nearest such weekday that is not today."""
        ahead = (number - self.today.weekday() - 1) % 7 + 1
        back = (self.today.weekday() - number - 1) % 7 + 1
        return self.in_days(-back if past else ahead)

    def weekday_of_next_week(self, number: int) -> When:
        """Return that weekday of next week."""
        return one_day(self.monday + WEEK + timedelta(days=number))

    def week(self, offset: int) -> When:
        """Return a week from Monday to Sunday; 0 is this one."""
        first = self.monday + offset * WEEK
        return When(first, first + timedelta(days=6))

    def weekend(self, offset: int) -> When:
        """Return a Saturday and Sunday; 0 are those of this week."""
        saturday = self.monday + offset * WEEK + timedelta(days=5)
        return When(saturday, saturday + timedelta(days=1))

    def day_of_month(self, day: int) -> When | None:
        """Return « le 12 »: of this month or the next that has such a day; or of the last ones."""
        if not 1 <= day <= 31:
            return None
        step = -1 if self.past else 1
        for offset in range(0, 4 * step, step):
            year, month = _month_from(self.today, offset)
            found = _date(year, month, day)
            if found and (found <= self.today if self.past else found >= self.today):
                return one_day(found)
        return None

    def weekday_and_day(self, number: int, day: int) -> When | None:
        """Return « lundi 12 »: the nearest month in which it is one; else the twelfth."""
        for offset in (0, 1, -1, 2, 3, -2):
            found = _date(*_month_from(self.today, offset), day)
            if found and found.weekday() == number:
                return one_day(found)
        return self.day_of_month(day)

    def day_and_month(self, day: int, month: int, year: int | None = None) -> When | None:
        """Return « le 12 mai » with its year where it is said."""
        if year is not None:
            found = _date(year + 2000 if year < 100 else year, month, day)
            return one_day(found) if found else None
        near = [_date(self.today.year + offset, month, day) for offset in (-1, 0, 1)]
        known = [one for one in near if one]
        if self.past:
            return one_day(max((one for one in known if one <= self.today), default=known[0]))
        ahead = [one for one in known if one >= self.today - BACKWARDS]
        return one_day(ahead[0]) if ahead else None

    def month(self, offset: int) -> When:
        """Return a month counted from this one."""
        return _whole_month(*_month_from(self.today, offset))

    def month_named(self, month: int, year: int | None = None) -> When:
        """Return a month by its number: of three months ago at most, or else the next one."""
        if year is not None:
            return _whole_month(year, month)
        near = [_whole_month(self.today.year + offset, month) for offset in (-1, 0, 1)]
        return next(one for one in near if one.last >= self.today - BACKWARDS)


def one_day(day: date) -> When:
    """Return a single day."""
    return When(day, day)


def third_of(days: When, part: str) -> When:
    """Return the beginning, middle or end of some days: « début mai », « fin du mois »."""
    length = (days.last - days.first).days + 1
    third = max(length // 3, 1)
    if part == "beginning":
        return When(days.first, days.first + timedelta(days=third - 1))
    if part == "end":
        return When(days.last - timedelta(days=third - 1), days.last)
    return When(days.first + timedelta(days=third), days.last - timedelta(days=third))


def _month_from(today: date, offset: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 + offset
    return months // 12, months % 12 + 1


def _whole_month(year: int, month: int) -> When:
    return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _date(year: int, month: int, day: int) -> date | None:
    """Return the date, None when there is no such day."""
    if not (LEAST_YEAR <= year <= MOST_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None
