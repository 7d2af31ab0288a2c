"""Dates as people write them: « 12/05/2026 9h », « mardi 12 mai 2026 », ISO. Paris time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from babel import Locale

from broadcaster.clock import PARIS
from broadcaster.tabular import fold

YEARS = range(2000, 2100)

_FRENCH = Locale("fr")
_MONTHS = {fold(name): number for number, name in _FRENCH.months["format"]["wide"].items()}
_WEEKDAYS = dict(_FRENCH.days["format"]["wide"])  # 0: lundi
_HOUR = r"(?P<hour>\d{1,2}) ?(?:h(?:eures?)?|:) ?(?P<minute>\d{2})?(?::\d{2})?"
_WRITTEN = re.compile(
    r"(?:le )?(?:(?P<weekday>[a-zé]+)\.?,? )?"
    r"(?P<day>\d{1,2})(?:er)?(?P<gap>[/.\- ])(?P<month>\d{1,2}|[a-zéû]+)(?P=gap)"
    r"(?P<year>\d{4}|\d{2})"
    rf"(?:(?:,| à| de|) *{_HOUR})?",
)
_HOUR_ALONE = re.compile(rf"(?:à )?{_HOUR}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?P<time>[T ]\d{2}:\d{2}.*)?", re.IGNORECASE)


class DateError(ValueError):
    """A text is no date. Its text is a key of ``findings.yml``."""

    def __init__(self, key: str, weekday: str = "") -> None:
        super().__init__(key)
        self.key = key
        self.weekday = weekday


@dataclass(frozen=True)
class Moment:
    """A day or an hour in Paris time."""

    at: datetime  # UTC-aware; the day's first moment when no hour was written
    has_hour: bool

    @property
    def day_after(self) -> datetime:
        """The first moment of the next day: a whole day's end."""
        return _aware(self.at.astimezone(PARIS).replace(tzinfo=None) + timedelta(days=1))


def read_moment(text: str) -> Moment:
    """Read a date with or without an hour; raise DateError."""
    plain = " ".join(text.lower().split())
    if iso := _ISO.fullmatch(plain):
        return _read_iso(plain, has_hour=iso["time"] is not None)
    written = _WRITTEN.fullmatch(plain)
    if written is None:
        raise DateError("date")
    moment = _moment(_day(written), written)
    _check_weekday(written["weekday"], moment.at)
    return moment


def read_end(text: str, start: Moment) -> Moment:
    """Read an end, which may be an hour alone (« 12h »): then of the day of its start."""
    alone = _HOUR_ALONE.fullmatch(" ".join(text.lower().split()))
    if alone is None:
        return read_moment(text)
    day = start.at.astimezone(PARIS).replace(hour=0, minute=0, tzinfo=None)
    return _moment(day, alone)


def _read_iso(text: str, *, has_hour: bool) -> Moment:
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise DateError("no_such_day") from error
    if moment.year not in YEARS:
        raise DateError("year")
    at = moment.astimezone(UTC) if moment.tzinfo else _aware(moment)
    return Moment(at, has_hour)


def _day(written: re.Match[str]) -> datetime:
    month = written["month"]
    number = int(month) if month.isdigit() else _MONTHS.get(fold(month))
    if number is None:
        raise DateError("date")
    year = int(written["year"])
    year += 2000 if year < 100 else 0
    if year not in YEARS:
        raise DateError("year")
    try:
        return datetime(year, number, int(written["day"]))  # noqa: DTZ001 - its zone is given below
    except ValueError as error:
        raise DateError("no_such_day") from error


def _moment(day: datetime, written: re.Match[str]) -> Moment:
    if written["hour"] is None:
        return Moment(_aware(day), has_hour=False)
    try:
        local = day.replace(hour=int(written["hour"]), minute=int(written["minute"] or 0))
    except ValueError as error:
        raise DateError("no_such_day") from error
    return Moment(_aware(local), has_hour=True)


def _aware(local: datetime) -> datetime:
    """The moment of a Paris wall clock; the hour skipped in March is refused."""
    moment = local.replace(tzinfo=PARIS).astimezone(UTC)
    if moment.astimezone(PARIS).replace(tzinfo=None) != local:
        raise DateError("no_such_day")
    return moment


def _check_weekday(written: str | None, at: datetime) -> None:
    weekday = _WEEKDAYS[at.astimezone(PARIS).weekday()]
    if written is None or fold(weekday).startswith(fold(written)):
        return
    known = any(fold(name).startswith(fold(written)) for name in _WEEKDAYS.values())
    raise DateError("wrong_weekday" if known else "date", weekday)
