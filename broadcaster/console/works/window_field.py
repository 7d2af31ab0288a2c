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
FIELDS = ("first_day", "first_hour", "last_day", "last_hour")


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
