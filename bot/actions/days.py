"""The days a question names, kept among its hints as text: « @2026-05-12 morning »."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from holidays import country_holidays

from bot.actions.claims.reading import claim_in
from bot.actions.hints import Hints, hints_of
from bot.actions.outages import outage_in, unnamed_cut_in
from bot.actions.wanted import CLAIM_MARK, DAY_MARK
from bot.nlu.dates.reading import find_dates, find_when
from bot.nlu.dates.when import HOURS, When
from bot.nlu.dates.words import any_of
from bot.nlu.folding import plain_letters
from broadcaster.answers.dates import Dates
from broadcaster.clock import PARIS

WEEKDAY = "weekday"
"""Hint: the day that was named is today's weekday, so it may be the next one too."""

SATURDAY = 5

_WEEKDAY = re.compile(rf"(?:\w+ )?(?:{any_of('weekdays')})(?: \w+)?")


def said_in(question: str, now: datetime) -> Hints:
    """Everything a question names, its days and what it claims of them too."""
    when, claim = find_when(question, now), claim_in(question, now)
    days = {day_hint(when)} if when else set[str]()
    if _may_be_next(question, now):
        days.add(WEEKDAY)
    gone = outage_in(question, starts(when) if when else None, now)
    named = hints_of(question) | gone | unnamed_cut_in(question)
    return named | days | ({claim.hint} if claim else set())


def _may_be_next(question: str, now: datetime) -> bool:
    """True for « vendredi ? » on a Friday: who means today rather says so."""
    dates = find_dates(question, now)
    if not dates or dates[0].when.as_text()[:10] != now.astimezone(PARIS).date().isoformat():
        return False
    said = plain_letters(question)[dates[0].start : dates[0].end]
    return dates[0].when.is_one_day and _WEEKDAY.fullmatch(said) is not None


def a_week_later(when: When | None) -> When | None:
    """The same weekday of the week after."""
    week = timedelta(days=7)
    return replace(when, first=when.first + week, last=when.last + week) if when else None


def names_working_days(question: str, now: datetime) -> bool:
    """True for one or more single days that are neither at a weekend nor public holidays."""
    dates = [one.when for one in find_dates(question, now)]
    return bool(dates) and all(one.is_one_day and is_worked(one.first) for one in dates)


def is_worked(day: date) -> bool:
    """True for a day that is neither at a weekend nor a public holiday."""
    return day.weekday() < SATURDAY and day not in country_holidays("FR", years=day.year)


def day_hint(when: When) -> str:
    """The hint of some days."""
    return DAY_MARK + when.as_text()


def day_of(hints: Iterable[str]) -> When | None:
    """The days among hints; None when none is named."""
    named = next((hint for hint in hints if hint.startswith(DAY_MARK)), None)
    return When.from_text(named.removeprefix(DAY_MARK)) if named else None


def without_day(hints: Hints) -> Hints:
    """The hints that are neither days nor claims about them."""
    return frozenset(hint for hint in hints if not hint.startswith((DAY_MARK, CLAIM_MARK)))


def starts(when: When) -> datetime:
    """The first moment of some days, or of the part of the day."""
    opens, _ = HOURS[when.part_of_day] if when.part_of_day and when.is_one_day else (None, None)
    midnight = datetime(when.first.year, when.first.month, when.first.day, tzinfo=PARIS)
    return midnight.replace(hour=opens.hour) if opens else midnight


def ends(when: When) -> datetime:
    """The first moment after some days, or after the part of the day."""
    if when.part_of_day and when.is_one_day and (closes := HOURS[when.part_of_day][1]).minute == 0:
        return starts(when).replace(hour=closes.hour)
    after = when.last + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=PARIS)


def touches(when: When, start: datetime, end: datetime) -> bool:
    """True when something that lasts from start to end is on those days."""
    return start < ends(when) and max(end, start + timedelta(minutes=1)) > starts(when)


def ahead_of(when: When | None, now: datetime) -> When | None:
    """The days from today on; None when none is, or when they are told up to today."""
    today = now.astimezone(PARIS).date()
    if when is None or (when.first < today and when.last <= today):
        return None
    return replace(when, first=max(when.first, today))


def day_name(dates: Dates, when: When) -> str:
    """The days by name: « jeudi 7 mai », « du lundi 11 mai au vendredi 15 mai »."""
    first = datetime(when.first.year, when.first.month, when.first.day, tzinfo=PARIS)
    after = when.last + timedelta(days=1)
    return dates.span(first, datetime(after.year, after.month, after.day, tzinfo=PARIS))
