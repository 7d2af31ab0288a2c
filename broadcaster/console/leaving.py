"""Leaving: when a broadcast's messages would really leave, given the hours its purpose keeps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from broadcaster.campaigns.approval import HOURS
from broadcaster.campaigns.drafts import Draft, useful_until
from broadcaster.campaigns.models import Purpose
from broadcaster.console.places import Places
from broadcaster.console.rendering import clock_hour
from broadcaster.console.words import say
from broadcaster.sending.gate.hours import Timetable, next_opening
from broadcaster.sending.gate.verdict import Rules
from broadcaster.works.models import Milestone


@dataclass(frozen=True, slots=True)
class Leaving:
    """What becomes of messages that are due at a moment."""

    asked: datetime
    at: datetime  # the first moment at which they may leave
    until: datetime | None = None  # when they are of no use any more

    @property
    def waits(self) -> bool:
        """True when the hours hold them."""
        return self.at > self.asked

    @property
    def is_too_late(self) -> bool:
        """True when they would be of no use by then: they are dropped."""
        return self.until is not None and self.until <= self.at


def leaving(
    draft: Draft, milestone: Milestone | None, places: Places, asked: datetime, rules: Rules
) -> Leaving:
    """When a draft's messages would leave if they were due at the moment asked for."""
    timetable = rules.timetables[HOURS[draft.purpose]]
    at = next_opening(timetable, places.department_of(draft.audience.site_id), asked) or asked
    return Leaving(asked, at, until=useful_until(draft, milestone))


def hours_in_words(purpose: Purpose, rules: Rules) -> str:
    """« du lundi au samedi, de 8 h à 20 h, sauf les jours fériés »."""
    return _words(rules.timetables[HOURS[purpose]])


def _words(timetable: Timetable) -> str:
    spans = [
        say("hours.span", first=clock_hour(a.hour, a.minute), last=clock_hour(b.hour, b.minute))
        for a, b in timetable.spans
    ]
    days = _days(timetable.weekdays)
    key = "hours.with_holidays" if timetable.on_holidays else "hours.but_holidays"
    return say(key, days=days, spans=f" {say('hours.and')} ".join(spans))


def _days(weekdays: Collection[int]) -> str:
    """The days, all of which begin on a Monday: five, six or seven of them."""
    return say(f"hours.days_{len(weekdays)}")
