"""Telling: what a message says of a milestone, as a key that can be compared.

Two messages with the same key told the same thing. Whoever was told another key than the one that
is true today was told wrong, and is owed a correction.
"""

from datetime import UTC, datetime
from typing import Final

from broadcaster.works.models import Milestone, MilestoneState

NOTHING: Final = "nothing"
"""The key of « cela n'a plus lieu », or « cela ne vous concerne plus »."""

OVER: Final = "over"
"""The key of « c'est fini »."""

END_FROM: Final = len("2026-05-12T07:00Z/") + 1
"""Where the end begins in the key of a window, counted from 1 as SQL does; other keys are
shorter. Ends compare as texts."""

_FORM: Final = "%Y-%m-%dT%H:%MZ"


def window_key(starts_at: datetime, ends_at: datetime) -> str:
    """The key of a window of time."""
    return f"{minute_key(starts_at)}/{minute_key(ends_at)}"


def minute_key(moment: datetime) -> str:
    """A moment as the keys write it."""
    return moment.astimezone(UTC).strftime(_FORM)


def window_of(key: str) -> tuple[datetime, datetime] | None:
    """The window a key tells; None for a key that tells none."""
    start, slash, end = key.partition("/")
    return (_moment(start), _moment(end)) if slash else None


def _moment(written: str) -> datetime:
    return datetime.strptime(written, _FORM).replace(tzinfo=UTC)


def truth_of(milestone: Milestone) -> str:
    """What is true of a milestone today."""
    return truth(milestone.state, milestone.starts_at, milestone.ends_at)


def truth(state: MilestoneState, starts_at: datetime, ends_at: datetime) -> str:
    """The same, from its columns: nothing once cancelled, over once done, else its window."""
    match state:
        case MilestoneState.CANCELLED:
            return NOTHING
        case MilestoneState.DONE:
            return OVER
        case _:
            return window_key(starts_at, ends_at)
