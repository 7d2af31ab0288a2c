"""Patience: how long a tenant may wait for a person, and how far a wait has come."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from broadcaster.conversations.models import Thread, ThreadState
from broadcaster.sending.gate.hours import (
    MONDAY_TO_FRIDAY,
    Timetable,
    next_opening,
    open_time_between,
)

ON_DUTY: Final = 1
"""The first step: whoever is on duty is told."""

EVERYBODY: Final = 2
"""The second and last, after as long again: the whole team is."""

WHOLE_COUNTRY: Final = ""
"""Holidays of the country: the office is not the tenant's home."""


OFFICE: Final = Timetable(MONDAY_TO_FRIDAY, ((time(9), time(18)),))
"""When staff are at work, unless an operator sets other hours."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a tenant may wait before somebody is told."""

    ordinary: timedelta = timedelta(hours=4)  # of office hours; zero: nobody is ever told
    emergency: timedelta = timedelta(minutes=10)  # of any hours
    office: Timetable = OFFICE

    def waited(self, thread: Thread, now: datetime) -> timedelta:
        """How long a thread has waited, on its own clock."""
        since = thread.unanswered_since or now
        if thread.urgent:
            return now - since
        return open_time_between(self.office, WHOLE_COUNTRY, since, now)

    def step_of(self, thread: Thread, now: datetime) -> int:
        """The step a thread's wait has come to; 0 while it may wait on."""
        limit = self.emergency if thread.urgent else self.ordinary
        if thread.state is not ThreadState.OPEN or not limit:
            return 0
        if not thread.urgent and next_opening(self.office, WHOLE_COUNTRY, now) is not None:
            return 0  # nobody is at work: told at night, it would not be answered sooner
        return min(EVERYBODY, self.waited(thread, now) // limit)
