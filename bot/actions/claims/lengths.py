"""How long a window is, held against « 3 jours », « encore 2 mois »."""

from datetime import datetime, timedelta

from bot.nlu.dates.durations import Duration, Unit
from broadcaster.answers.dates import last_moment
from broadcaster.clock import PARIS

HOUR = timedelta(hours=1)
DAYS_OF = {Unit.WEEKS: 7, Unit.MONTHS: 30}
LIKE = 1.25
"""Of weeks and months: so near it is the same …"""

UNLIKE = 1.6
"""… and so far it is another; what lies between is in doubt."""

NEARLY = timedelta(minutes=30)
WORKING_DAY = timedelta(hours=6)
SATURDAY = 5


def is_as_long(said: Duration, start: datetime, end: datetime) -> bool | None:
    """Whether a window lasts as long as was said; None in doubt."""
    if said.unit in (Unit.MINUTES, Unit.HOURS):
        return _in_hours(said, end - start)
    calendar, working = _days(start, end)
    if said.unit is Unit.DAYS:
        return _in_days(said.number, calendar, working, end - start)
    return _about(said.number * DAYS_OF[said.unit], calendar)


def _in_hours(said: Duration, lasts: timedelta) -> bool | None:
    meant = said.number * (HOUR if said.unit is Unit.HOURS else timedelta(minutes=1))
    if lasts == meant:
        return True
    is_whole_days = lasts >= timedelta(hours=23)  # its hours are not known
    near = abs(lasts - meant) <= NEARLY
    return None if near or (is_whole_days and lasts < timedelta(days=2)) else False


def _in_days(said: int, calendar: int, working: int, lasts: timedelta) -> bool | None:
    """Days are counted with the weekend by some, and by some without it."""
    if said == 1 and lasts < WORKING_DAY:
        return False
    if said in (calendar, working):
        return True
    return None if working < said < calendar else False


def _about(said: int, days: int) -> bool | None:
    ratio = max(said, days) / max(min(said, days), 1)
    if ratio <= LIKE or (said % 7 == 0 and days == said - 2):  # from Monday to Friday
        return True
    return False if ratio >= UNLIKE else None


def _days(start: datetime, end: datetime) -> tuple[int, int]:
    """The days a window touches: all of them, and those from Monday to Friday."""
    first = start.astimezone(PARIS).date()
    count = (last_moment(start, end).astimezone(PARIS).date() - first).days + 1
    each = [first + timedelta(days=number) for number in range(count)]
    return count, sum(day.weekday() < SATURDAY for day in each)
