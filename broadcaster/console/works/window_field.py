"""The window of a fact in a form: two days, with hours or without.

Without hours a fact is about whole days. It then ends at the midnight after its last day, which is
how ``french.span`` and the assistant know not to say hours.
"""

from datetime import datetime, time, timedelta

from broadcaster.clock import PARIS
from broadcaster.console.forms import Form
from broadcaster.console.moments import BadMomentError, local_moment, parse_day

Window = tuple[datetime, datetime]
"""From when until when, UTC; the end is the first moment after it."""

MIDNIGHT = time(0, 0)
SEEN = "dates_seen"
"""The box that says: these dates look wrong, and are right."""

FIELDS = ("first_day", "first_hour", "last_day", "last_hour", SEEN)

FARTHEST = timedelta(days=3 * 365)
"""Works that begin later, or take longer, are more likely a slip in the year."""


def window_values(starts_at: datetime, ends_at: datetime, *, hours: bool = False) -> dict[str, str]:
    """The fields of a window. ``hours``: they are shown also when both are midnight."""
    first, last = starts_at.astimezone(PARIS), ends_at.astimezone(PARIS)
    whole_days = not hours and first.time() == last.time() == MIDNIGHT
    if whole_days:
        last -= timedelta(days=1)
    return {
        "first_day": first.date().isoformat(),
        "last_day": last.date().isoformat(),
        "first_hour": "" if whole_days else first.strftime("%H:%M"),
        "last_hour": "" if whole_days else last.strftime("%H:%M"),
    }


def read_window(form: Form, *, hours_needed: bool = False) -> Window | None:
    """The window a form asks for; None, with a sentence, when it is none."""
    by_hours = hours_needed or _has_hours(form)
    window = _hours_window(form) if by_hours else _days_window(form)
    if window is not None and window[1] <= window[0]:
        form.refuse("last_hour" if by_hours else "last_day", "ends_before_start")
        return None
    return window


def doubt_window(form: Form, window: Window, now: datetime, *, is_ahead: bool) -> None:
    """Refuse, until its box is ticked, a window that is past though it is to come, or far away.

    A wrong year would be told to every household.
    """
    if form.value(SEEN):
        return
    if is_ahead and window[1] <= now:
        form.refuse(SEEN, "past_dates")
    elif window[0] - now > FARTHEST or window[1] - window[0] > FARTHEST:
        form.refuse(SEEN, "far_dates")


def _has_hours(form: Form) -> bool:
    return bool(form.value("first_hour").strip() or form.value("last_hour").strip())


def _hours_window(form: Form) -> Window | None:
    for name in ("first_hour", "last_hour"):
        if not form.value(name).strip():
            form.refuse(name, "both_hours" if _has_hours(form) else "required")
            return None
    start = form.moment("first_day", "first_hour")
    end = form.moment("last_day", "last_hour")
    return (start, end) if start and end else None


def _days_window(form: Form) -> Window | None:
    start = _midnight(form, "first_day", days_later=0)
    end = _midnight(form, "last_day", days_later=1)
    return (start, end) if start and end else None


def _midnight(form: Form, name: str, *, days_later: int) -> datetime | None:
    try:
        return local_moment(parse_day(form.value(name)) + timedelta(days=days_later), MIDNIGHT)
    except BadMomentError as error:
        form.refuse(name, error.reason)
        return None
