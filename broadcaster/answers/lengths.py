"""How long a window is: in the unit people would say it in, and whether that is exact."""

from datetime import datetime, timedelta

from broadcaster.clock import PARIS

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
WEEKS_FROM, MONTHS_FROM = 10, 60
"""Days from which one counts in weeks, in months."""

WEEK, MONTH = 7, 30.4
WEEKEND = 2


def counted(start: datetime, end: datetime) -> tuple[int, str, bool]:
    """A window's length: « 3 hour », exact; « 2 week », about."""
    lasts = end - start
    if lasts < DAY and not is_whole_days(start, end):
        return _short(lasts)
    # Days of the calendar: one in which the clocks change is a day too.
    days = (
        end.astimezone(PARIS).replace(tzinfo=None) - start.astimezone(PARIS).replace(tzinfo=None)
    ) / DAY
    touched = -int(-days // 1)
    if days >= MONTHS_FROM:
        return round(days / MONTH), "month", False
    if days >= WEEKS_FROM:
        return _in_weeks(touched, exact=days == touched)
    return touched, "day", days == touched


def _short(lasts: timedelta) -> tuple[int, str, bool]:
    if lasts < 2 * HOUR and lasts % HOUR:
        return max(round(lasts / MINUTE), 1), "minute", True
    hours = max(round(lasts / HOUR), 1)
    return hours, "hour", hours * HOUR == lasts


def _in_weeks(days: int, *, exact: bool) -> tuple[int, str, bool]:
    """From a Monday to a Friday is whole weeks too."""
    whole = days % WEEK in (0, WEEK - WEEKEND)
    return round(days / WEEK), "week", exact and whole


def is_whole_days(start: datetime, end: datetime) -> bool:
    """True when both ends are at midnight in Paris: the window is about days, not hours."""
    first, last = start.astimezone(PARIS), end.astimezone(PARIS)
    return (first.hour, first.minute, last.hour, last.minute) == (0, 0, 0, 0)
