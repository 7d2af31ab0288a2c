"""Moments: when each message of a plan is due, and how long it is of use.

Days are counted on the calendar and hours on the clock of the place, so that ten o'clock is ten
o'clock on both sides of a night in which the clocks change. Pure: no database, no present.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from broadcaster.campaigns.models import Moment
from broadcaster.clock import PARIS
from broadcaster.sending.gate.hours import Timetable, open_day_up_to, zone_of

REMINDERS: Final = (Moment.J30, Moment.J7, Moment.J1)
"""What is told before a milestone begins, in order."""

OF_A_PLAN: Final = (*REMINDERS, Moment.DONE)

DAYS_BEFORE: Final = {Moment.J30: 30, Moment.J7: 7, Moment.J1: 1}
HOURS: Final = {Moment.J30: time(10), Moment.J7: time(10), Moment.J1: time(17)}
"""In the morning what is far away; at the end of the day what is tomorrow."""

BEFORE_CLOSING: Final = timedelta(hours=1)
"""What a message needs at least to leave before the day closes."""

SOON: Final = timedelta(hours=48)
"""A message that was missed is not told any more when the next one is due within this time."""

NOON: Final = time(12)

DONE_FOR: Final = timedelta(days=7)
"""How long « c'est fini » is still news."""


@dataclass(frozen=True, slots=True)
class Place:
    """The calendar and the clock a milestone is told by."""

    department: str  # whose public holidays count; "" for those of the whole country
    courtesy: Timetable


@dataclass(frozen=True, slots=True)
class Choice:
    """What is told when, seen from a moment."""

    ahead: Mapping[Moment, datetime]  # still to come
    late: Moment | None  # missed, and told now
    dropped: tuple[Moment, ...]  # missed, and not told any more


def due_times(
    starts_at: datetime, place: Place, wanted: Collection[Moment] = REMINDERS
) -> dict[Moment, datetime]:
    """When each reminder that is wanted is due (UTC), in order of time."""
    return {moment: _due_at(moment, starts_at, place) for moment in REMINDERS if moment in wanted}


def _due_at(moment: Moment, starts_at: datetime, place: Place) -> datetime:
    """The day before the start, or the last open day before that one, at the moment's hour."""
    # The day of a milestone is the one everybody reads, which is that of Paris (``french``).
    first_day = starts_at.astimezone(PARIS).date()
    wanted = first_day - timedelta(days=DAYS_BEFORE[moment])
    day = open_day_up_to(place.courtesy, place.department, wanted)
    spans = list(place.courtesy.spans_of(day, zone_of(place.department)))
    earliest, latest = spans[0][0], spans[-1][1] - BEFORE_CLOSING
    return max(earliest, min(_on_clock(day, HOURS[moment], place), latest))


def _on_clock(day: date, hour: time, place: Place) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone_of(place.department)).astimezone(UTC)


def lives_until(
    moment: Moment, starts_at: datetime, ends_at: datetime, times: Mapping[Moment, datetime]
) -> datetime:
    """The moment (UTC) after which a reminder must not arrive.

    A reminder lives until the next one of the plan is due, which says the same again. The last
    one lives until the works begin: « eau coupée de 9 h à 12 h » is of no use at ten. Works told
    by whole days begin at some hour nobody wrote down: their last reminder lives until noon of
    the first day, so that one held overnight still helps at eight in the morning. In no case
    does it outlive the works.
    """
    later = [at for other, at in times.items() if at > times[moment] and other is not moment]
    begins = _noon_of_first_day(starts_at) if is_whole_days(starts_at, ends_at) else starts_at
    return min([*later, begins, ends_at])


def is_whole_days(starts_at: datetime, ends_at: datetime) -> bool:
    """True for a window told without hours: both its ends are midnights."""
    ends = (starts_at.astimezone(PARIS), ends_at.astimezone(PARIS))
    return all(end.time() == time() for end in ends)


def _noon_of_first_day(starts_at: datetime) -> datetime:
    first_day = starts_at.astimezone(PARIS).date()
    return datetime.combine(first_day, NOON, tzinfo=PARIS).astimezone(UTC)


def choose(times: Mapping[Moment, datetime], now: datetime) -> Choice:
    """What is still to come, and which of the missed ones is told now.

    Only the latest missed one is: the earlier ones say less. Nor is that one when the next is
    due soon.
    """
    ahead = {moment: at for moment, at in times.items() if at > now}
    missed = [moment for moment in times if moment not in ahead]
    next_at = min(ahead.values(), default=None)
    soon = next_at is not None and next_at <= now + SOON
    late = missed[-1] if missed and not soon else None
    return Choice(ahead, late, tuple(one for one in missed if one is not late))
