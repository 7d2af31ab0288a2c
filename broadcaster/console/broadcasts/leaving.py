"""Leaving: when a broadcast's messages would really leave, given the hours its purpose keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from broadcaster.campaigns.broadcasts.approval import HOURS
from broadcaster.campaigns.broadcasts.drafts import Draft, useful_until
from broadcaster.campaigns.models import Purpose
from broadcaster.console.places import Places
from broadcaster.console.rendering import clock_hour
from broadcaster.console.words import say
from broadcaster.sending.gate.hours import Timetable, next_opening
from broadcaster.sending.gate.verdict import Rules
from broadcaster.works.models import Milestone

ALMOST_MIDNIGHT: Final = time(23, 59)
DAYS_OF_A_WEEK: Final = 7


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
    spans = [_span(first, last) for first, last in timetable.spans]
    key = "hours.with_holidays" if timetable.on_holidays else "hours.but_holidays"
    return say(key, days=_days(sorted(timetable.weekdays)), spans=_listed(spans))


def _span(first: time, last: time) -> str:
    if first == time() and last >= ALMOST_MIDNIGHT:
        return say("hours.always")
    end = say("hours.midnight") if last >= ALMOST_MIDNIGHT else clock_hour(last.hour, last.minute)
    return say("hours.span", first=clock_hour(first.hour, first.minute), last=end)


def _days(weekdays: Sequence[int]) -> str:
    """« tous les jours », « du lundi au samedi », « le lundi et le jeudi »."""
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) == DAYS_OF_A_WEEK:
        return say("hours.every_day")
    if len(weekdays) > 2 and last - first == len(weekdays) - 1:
        return say("hours.days", first=say(f"weekday.{first}"), last=say(f"weekday.{last}"))
    return _listed([say("hours.day", day=say(f"weekday.{day}")) for day in weekdays])


def _listed(words: Sequence[str]) -> str:
    """« a, b et c »."""
    *before, last = words
    return f"{', '.join(before)} {say('hours.and')} {last}" if before else last
