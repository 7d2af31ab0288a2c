"""The form of a milestone: its window as days and optional hours, its state, its detail.

Without hours a milestone is about whole days. It then ends at the midnight after its last day,
which is how ``french.span`` and the assistant know not to say hours.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.clock import PARIS
from broadcaster.console.forms import Form
from broadcaster.console.moments import BadMomentError, local_moment, parse_day
from broadcaster.works.models import Milestone, MilestoneState

MIDNIGHT = time(0, 0)
MAX_DETAIL = 2000


@dataclass(frozen=True, slots=True)
class MilestoneChanges:
    """What a form asks a milestone to become."""

    starts_at: datetime
    ends_at: datetime
    state: MilestoneState
    detail: str


def filled_form(milestone: Milestone) -> Form:
    """The form as the milestone stands."""
    first = milestone.starts_at.astimezone(PARIS)
    last = milestone.ends_at.astimezone(PARIS)
    whole_days = first.time() == last.time() == MIDNIGHT
    if whole_days:
        last -= timedelta(days=1)
    return Form.of(
        {
            "first_day": first.date().isoformat(),
            "last_day": last.date().isoformat(),
            "first_hour": "" if whole_days else first.strftime("%H:%M"),
            "last_hour": "" if whole_days else last.strftime("%H:%M"),
            "state": milestone.state.value,
            "detail": milestone.detail,
        }
    )


def read_changes(form: Form) -> MilestoneChanges | None:
    """What the form asks for; None when something is wrong."""
    state = form.choice("state", list(MilestoneState))
    detail = form.text("detail", most=MAX_DETAIL, required=False)
    window = _hours_window(form) if _has_hours(form) else _days_window(form)
    if window is None or not form.is_valid:
        return None
    if window[1] <= window[0]:
        form.refuse("last_hour" if _has_hours(form) else "last_day", "ends_before_start")
        return None
    return MilestoneChanges(*window, MilestoneState(state), detail)


def _has_hours(form: Form) -> bool:
    return bool(form.value("first_hour").strip() or form.value("last_hour").strip())


def _hours_window(form: Form) -> tuple[datetime, datetime] | None:
    for name in ("first_hour", "last_hour"):
        if not form.value(name).strip():
            form.refuse(name, "both_hours")
            return None
    start = form.moment("first_day", "first_hour")
    end = form.moment("last_day", "last_hour")
    return (start, end) if start and end else None


def _days_window(form: Form) -> tuple[datetime, datetime] | None:
    start = _midnight(form, "first_day", days_later=0)
    end = _midnight(form, "last_day", days_later=1)
    return (start, end) if start and end else None


def _midnight(form: Form, name: str, *, days_later: int) -> datetime | None:
    try:
        return local_moment(parse_day(form.value(name)) + timedelta(days=days_later), MIDNIGHT)
    except BadMomentError as error:
        form.refuse(name, error.reason)
        return None
