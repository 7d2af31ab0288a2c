"""Durations as tenants say them: « 3 jours », « 2 semaines », « 3 hours »."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bot.nlu.dates.words import any_of, called, named


class Unit(str, Enum):
    """What a duration is counted in."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True)
class Duration:
    """How long something lasts, as it was said."""

    number: int
    unit: Unit

    def as_text(self) -> str:
        """Return it as « 3days »."""
        return f"{self.number}{self.unit.value}"

    @classmethod
    def from_text(cls, text: str) -> Duration:
        """Read what ``as_text`` wrote; raise ValueError for anything else."""
        unit = text.lstrip("0123456789")
        return cls(int(text.removesuffix(unit)), Unit(unit))


_UNITS = (*named("units").items(), *named("short_units").items())
_NUMBERS, _DUALS = named("numbers"), {**named("duals"), **named("short_duals")}
_COUNTED = re.compile(
    rf"(?<!\w)(?:(?P<number>\d{{1,3}}|{any_of('numbers')}) ?"
    rf"(?P<unit>{any_of('units')}|{any_of('short_units')})|(?P<dual>{any_of('duals')}|{any_of('short_duals')}))(?!\w)"
)


def durations_in(plain: str) -> list[tuple[Duration, int, int]]:
    """Return the durations a plain text names, each with its place; what they mean is not said."""
    return [(_duration(found), *found.span()) for found in _COUNTED.finditer(plain)]


def _duration(found: re.Match[str]) -> Duration:
    if found["dual"]:
        dual, unit = called(_DUALS, found["dual"]).split()
        return Duration(int(dual), Unit(unit))
    word = found["number"]
    number = int(word) if word.isdigit() else int(called(_NUMBERS, word))
    unit = next(name for name, words in _UNITS if words.fullmatch(found["unit"]))
    return Duration(number, Unit(unit))
