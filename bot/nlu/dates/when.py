"""Values: the days somebody means, and where in the text they say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import Enum


class PartOfDay(str, Enum):
    """A part of a day, as people name it."""

    MORNING = "morning"  # until noon
    AFTERNOON = "afternoon"  # noon to six
    EVENING = "evening"  # from six
    NIGHT = "night"


HOURS = {
    PartOfDay.MORNING: (time(0), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(18)),
    PartOfDay.EVENING: (time(18), time.max),
    PartOfDay.NIGHT: (time(20), time.max),
}
"""From when to when a part of a day lasts; what is after midnight is the next day's."""


@dataclass(frozen=True)
class When:
    """Days, the last one included, in Paris; a part of the day and an hour where they are said."""

    first: date
    last: date
    part_of_day: PartOfDay | None = None
    hour: time | None = None

    @property
    def is_one_day(self) -> bool:
        """Whether a single day is meant."""
        return self.first == self.last

    def as_text(self) -> str:
        """Return it as « 2026-05-12 », « 2026-05-12/2026-05-14 », « 2026-05-12 morning »."""
        days = self.first.isoformat()
        if not self.is_one_day:
            days = f"{days}/{self.last.isoformat()}"
        more = [self.part_of_day.value] if self.part_of_day else []
        more += [self.hour.strftime("%H:%M")] if self.hour else []
        return " ".join([days, *more])

    @classmethod
    def from_text(cls, text: str) -> When:
        """Read what ``as_text`` wrote; raise ValueError for anything else."""
        days, *more = text.split(" ")
        first, _, last = days.partition("/")
        parts = [PartOfDay(word) for word in more if ":" not in word]
        hours = [time.fromisoformat(word) for word in more if ":" in word]
        return cls(
            date.fromisoformat(first),
            date.fromisoformat(last or first),
            parts[0] if parts else None,
            hours[0] if hours else None,
        )


@dataclass(frozen=True)
class Said:
    """Days with the place in the text where they are named."""

    when: When
    start: int
    end: int
