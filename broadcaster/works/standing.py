"""Standing: what may truly be said of a milestone or a cut at a given moment."""

import enum
from datetime import datetime

from broadcaster.works.models import Milestone, MilestoneState, PlannedCut


class Standing(enum.StrEnum):
    """What is known, from the state staff gave and the time it is."""

    UPCOMING = "upcoming"
    DUE = "due"  # within its dates, but nobody said that it has begun
    UNDER_WAY = "under_way"
    OVERDUE = "overdue"  # begun, and past its planned end
    UNREPORTED = "unreported"  # its dates are over and nobody said what became of it
    DONE = "done"
    CANCELLED = "cancelled"


AHEAD = frozenset({Standing.UPCOMING, Standing.DUE})
BEGUN = frozenset({Standing.UNDER_WAY, Standing.OVERDUE})


def standing_of(milestone: Milestone, now: datetime) -> Standing:
    """Where a milestone stands. A plan whose time has passed is not taken for done."""
    match milestone.state:
        case MilestoneState.CANCELLED:
            return Standing.CANCELLED
        case MilestoneState.DONE:
            return Standing.DONE
        case MilestoneState.UNDER_WAY:
            return Standing.UNDER_WAY if now < milestone.ends_at else Standing.OVERDUE
        case _:
            return _of_a_plan(milestone.starts_at, milestone.ends_at, now)


def cut_standing(cut: PlannedCut, now: datetime) -> Standing:
    """Where a cut stands: a cut that is due is taken to be under way, by its hours."""
    if cut.cancelled:
        return Standing.CANCELLED
    planned = _of_a_plan(cut.starts_at, cut.ends_at, now)
    return Standing.UNDER_WAY if planned is Standing.DUE else planned


def _of_a_plan(start: datetime, end: datetime, now: datetime) -> Standing:
    if now < start:
        return Standing.UPCOMING
    return Standing.DUE if now < end else Standing.UNREPORTED
