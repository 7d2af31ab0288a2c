"""What must hold, said a second time and in another way than the product says it."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from broadcaster.sending.models import Hours

ZONES: Final = {
    "": ZoneInfo("Europe/Paris"),
    "67": ZoneInfo("Europe/Paris"),
    "974": ZoneInfo("Indian/Reunion"),
}

FRANCE: Final = frozenset(
    {
        *(date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25)),
        *(date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11)),
        *(date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29), date(2027, 5, 1)),
        *(date(2027, 5, 6), date(2027, 5, 8), date(2027, 5, 17), date(2027, 7, 14)),
        *(date(2027, 8, 15), date(2027, 11, 1), date(2027, 11, 11), date(2027, 12, 25)),
    }
)
"""Public holidays from May 2026 to the end of 2027, from the calendar of the State."""

OWN: Final = {
    "": frozenset[date](),
    "67": frozenset({date(2026, 12, 26), date(2027, 3, 26), date(2027, 12, 26)}),
    "974": frozenset({date(2026, 12, 20), date(2027, 12, 20)}),
}
"""Those of a department alone: Good Friday and Saint Stephen in Alsace, 20 December in Réunion."""

SUNDAY, SATURDAY = 6, 5


def may_reach(hours: Hours, department: str, at: datetime) -> bool:
    """True when a message of this kind may reach people at a moment."""
    there = at.astimezone(ZONES[department])
    clock = there.time()
    if hours is Hours.URGENT:
        return time(8) <= clock < time(21, 30)
    closed = FRANCE | OWN[department]
    if there.date() in closed or there.weekday() == SUNDAY:
        return False
    if hours is Hours.COURTESY:
        return time(8) <= clock < time(20)
    is_weekday = there.weekday() != SATURDAY
    return is_weekday and (time(10) <= clock < time(13) or time(14) <= clock < time(20))


def same_day(department: str, one: datetime, other: datetime) -> bool:
    """True when two moments lie on one day of the calendar there."""
    zone = ZONES[department]
    return one.astimezone(zone).date() == other.astimezone(zone).date()
