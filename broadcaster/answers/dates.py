"""Days and hours in the tenant's own language; French as everywhere else in Palier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

import yaml
from babel.dates import format_datetime
from babel.units import format_unit

from broadcaster import french
from broadcaster.answers.lengths import counted, is_whole_days
from broadcaster.clock import PARIS

FRENCH = "fr"
"""The language every text exists in."""


@cache
def _languages() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("broadcaster.answers").joinpath("languages.yml")
    return MappingProxyType(yaml.safe_load(source.read_text("utf-8")))


def supported_languages() -> tuple[str, ...]:
    """The languages answers are written in (ISO 639-1), French first."""
    return tuple(_languages())


@dataclass(frozen=True, slots=True)
class Dates:
    """Writes moments, read in Paris, in one language; an unknown language is written in French."""

    language: str

    def day(self, moment: datetime) -> str:
        """The day with its name and no year: « mardi 12 mai », "Tuesday 12 May"."""
        return french.day(moment) if self._is_french else self._format(moment, self._words["day"])

    def distant_day(self, moment: datetime, now: datetime) -> str:
        """The day, with its year where that is another than now's."""
        year = moment.astimezone(PARIS).year
        this_year = now.astimezone(PARIS).year
        return self.day(moment) if year == this_year else f"{self.day(moment)} {year}"

    def hour(self, moment: datetime) -> str:
        """The hour: « 9 h 30 », "9:30"."""
        return french.hour(moment) if self._is_french else self._format(moment, "H:mm")

    def moment(self, moment: datetime) -> str:
        """A day and an hour: « mardi 12 mai, 9 h 30 »."""
        if self._is_french:
            return f"{french.day(moment)}, {french.hour(moment)}"
        return self._words["moment"].format(day=self.day(moment), hour=self.hour(moment))

    def until(self, moment: datetime, now: datetime) -> str:
        """An end: only its hour when it is today, else its day and hour."""
        same_day = moment.astimezone(PARIS).date() == now.astimezone(PARIS).date()
        return self.hour(moment) if same_day else self.moment(moment)

    def span(self, start: datetime, end: datetime) -> str:
        """A window: « mardi 12 mai, de 9 h à 12 h »; whole days as in ``french.span``."""
        if self._is_french:
            return french.span(start, end)
        first, last = start.astimezone(PARIS), last_moment(start, end).astimezone(PARIS)
        if is_whole_days(start, end):
            return self._days(first, last)
        return self._hours(first, last)

    def length(self, start: datetime, end: datetime) -> str:
        """How long a window is, in plain words: « 3 heures », « environ 2 semaines »."""
        number, unit, exact = counted(start, end)
        plain = self.counted(number, unit)
        return plain if exact else self._words["about"].format(item=plain)

    def counted(self, number: int, unit: str) -> str:
        """So many hours, days or weeks: « 3 heures », « 5 jours »."""
        locale = self._words["locale"]
        words = format_unit(number, f"duration-{unit.removesuffix('s')}", "long", locale=locale)
        return words.replace("\N{NO-BREAK SPACE}", " ")

    def listed(self, items: Sequence[str]) -> str:
        """A list: « A, B et C »."""
        if len(items) < 2:
            return "".join(items)
        return self._words["list"].format(first=", ".join(items[:-1]), last=items[-1])

    def marked(self, item: str, mark: Literal["unsure", "done", "cancelled"]) -> str:
        """One thing of a list with what is known of it beside: « Façade (pas confirmé) »."""
        return self._words[mark].format(item=item)

    def _days(self, first: datetime, last: datetime) -> str:
        if first.date() >= last.date():
            return self.day(first)
        return self._words["days"].format(first=self.day(first), last=self.day(last))

    def _hours(self, first: datetime, last: datetime) -> str:
        hours = {"from": self.hour(first), "to": self.hour(last)}
        if first.date() == last.date():
            return self._words["hours"].format(day=self.day(first), **hours)
        return self._words["moments"].format(first=self.day(first), last=self.day(last), **hours)

    def _format(self, moment: datetime, pattern: str) -> str:
        local = moment.astimezone(PARIS)
        return format_datetime(local, pattern, tzinfo=PARIS, locale=self._words["locale"])

    @property
    def _is_french(self) -> bool:
        return self.language == FRENCH or self.language not in _languages()

    @property
    def _words(self) -> Mapping[str, str]:
        return _languages().get(self.language, _languages()[FRENCH])


def last_moment(start: datetime, end: datetime) -> datetime:
    """The last day a window touches: the end of whole days is the first moment after them."""
    return end - timedelta(minutes=1) if is_whole_days(start, end) and end > start else end
