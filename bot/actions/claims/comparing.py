"""A window of time held against the day or hour that was said: so, not so, or in doubt."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.actions.claims.claim import Aspect
from bot.actions.days import touches
from bot.nlu.dates.when import PartOfDay, When
from broadcaster.answers.dates import last_moment
from broadcaster.answers.lengths import is_whole_days
from broadcaster.clock import PARIS

NEARLY = timedelta(minutes=30)
AFTERNOON_FROM = 8
"""« 2 h » is two in the afternoon; eight and later are what they say."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when something takes place."""

    start: datetime
    end: datetime
    fills: bool = False  # it lasts all that time (a cut); else it takes place within (a visit)

    @property
    def last(self) -> datetime:
        """Its last moment: a moment of its last day."""
        return last_moment(self.start, self.end).astimezone(PARIS)

    @property
    def has_hours(self) -> bool:
        """False when it is about whole days."""
        return not is_whole_days(self.start, self.end)


def is_then(
    window: Window, when: When, aspect: Aspect = Aspect.ON, *, before: bool = False
) -> bool | None:
    """Whether it begins, ends, takes place on those days, at their hour if one was said."""
    if before:
        return _is_before(window, when, aspect)
    if when.hour is not None and when.part_of_day not in (None, PartOfDay.MORNING):
        return None  # « lundi soir à 8 h »: which eight?
    that_day = _on_days(window, when, aspect)
    if that_day and when.hour is not None and when.is_one_day:
        return at_hour(window, when.hour, when.first, aspect)
    # Whole days tell nothing of a morning.
    return None if that_day and when.part_of_day and not window.has_hours else that_day


def is_those_days(window: Window, when: When, *, during: bool = False) -> bool | None:
    """Whether it takes place from the first to the last of the days that were said, no others.

    In doubt where only some of them are: yes would promise too many days, or too few.
    """
    if not touches(when, window.start, window.end):
        return False
    first, last = window.start.astimezone(PARIS).date(), window.last.date()
    lies_within = during and window.fills and first <= when.first and when.last <= last
    return True if (first, last) == (when.first, when.last) or lies_within else None


def _is_before(window: Window, when: When, aspect: Aspect) -> bool | None:
    """Before those days: all of it, or what is claimed of it.

    « Avant lundi » may have been read as the days up to Monday; of those up to a Sunday or the
    end of a month, a week or month may be what it must come before: its first day is not known.
    """
    if when.hour is not None or when.part_of_day is not None or aspect is Aspect.UNTIL:
        return None
    start, last = window.start.astimezone(PARIS).date(), window.last.date()
    told = start if aspect is Aspect.BEGINS else last
    after = when.last + timedelta(days=1)
    is_whole = not when.is_one_day and (after.weekday() == 0 or after.day == 1)
    if told < (when.first if is_whole else when.last):
        return True
    if aspect in (Aspect.BEGINS, Aspect.ENDS, Aspect.OVER):
        return False if told > when.last else None
    return False if start >= when.last else None


def _on_days(window: Window, when: When, aspect: Aspect) -> bool:
    match aspect:
        case Aspect.BEGINS:
            return touches(when, window.start, window.start)
        case Aspect.ENDS:
            return touches(when, window.last, window.last)
        case Aspect.OVER:
            return window.last.date() <= when.last
        case Aspect.UNTIL:
            return when.last == window.last.date()
        case _:
            return touches(when, window.start, window.end)


def at_hour(window: Window, hour: time, day: date | None, aspect: Aspect) -> bool | None:
    """Whether it begins, ends, takes place at that hour, of that day if one was said."""
    hours = [hour, hour.replace(hour=hour.hour + 12)] if 0 < hour.hour < AFTERNOON_FROM else [hour]
    found = {_at_hour(window, one, day, aspect) for one in hours}
    return True if True in found else None if None in found else False


def _at_hour(window: Window, hour: time, day: date | None, aspect: Aspect) -> bool | None:
    ends = aspect in (Aspect.ENDS, Aspect.OVER, Aspect.UNTIL)
    reference = (window.end if ends else window.start).astimezone(PARIS)
    moment = datetime.combine(day or reference.date(), hour, PARIS)
    if not window.has_hours:
        return None if touches(_day(moment.date()), window.start, window.end) else False
    if moment == reference or (aspect is Aspect.OVER and reference < moment):
        return True
    if aspect is Aspect.ON and window.start <= moment < window.end:
        return True if window.fills else None
    return None if abs(moment - reference) < NEARLY else False


def _day(day: date) -> When:
    return When(day, day)
