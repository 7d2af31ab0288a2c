"""Hours as tenants say them: beside a day, or alone (« l'eau revient à 14h ? »)."""

from __future__ import annotations

import re
from datetime import time

HOUR = (
    r"(?:(?:saat|الساعة) (?P<told>\d{1,2})(?:[.:](?P<told_minutes>\d\d))?"
    r"|(?P<hour>\d{1,2}) ?(?:h|:|heures?)(?:\s?(?P<minutes>\d\d))?"
    r"|(?P<clock>\d{1,2})(?:[:.](?P<clock_minutes>\d\d))? ?(?P<half>am|pm))(?!\w)"
)
"""An hour in plain letters."""

_AT = r"(?:jusqu'a|avant|apres|vers|des|a|at|around|until|till|by|before|as|ate|pelas|m3a|مع|حتى)"
_ALONE = re.compile(
    rf"(?<!\w)(?:(?:{_AT} )?(?:{HOUR})"
    rf"|{_AT} (?P<noon>midi|noon|meio[ -]dia)|(?:at|as|a partir das|مع) (?P<bare>\d{{1,2}}))(?!\w)"
)
_SURE = re.compile(rf"(?:{_AT} |saat |الساعة |\d+ ?(?:h|:|heures?) ?\d\d|.*[ap]m$)")
"""« 3 heures » alone is how long, not when."""


def hours_in(plain: str) -> list[tuple[time, int, int]]:
    """Return the hours a plain text names for sure, each with its place."""
    found = [one for one in _ALONE.finditer(plain) if _SURE.match(one.group())]
    named = [(_alone(one), one.start(), one.end()) for one in found]
    return [(hour, start, end) for hour, start, end in named if hour is not None]


def time_of(found: re.Match[str]) -> time | None:
    """Return the time that a match of ``HOUR`` tells; None for one no clock shows."""
    hour = int(found["hour"] or found["told"] or found["clock"])
    minutes = int(found["minutes"] or found["told_minutes"] or found["clock_minutes"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minutes) if hour < 24 and minutes < 60 else None


def _alone(found: re.Match[str]) -> time | None:
    if found["noon"]:
        return time(12)
    if found["bare"]:
        return time(int(found["bare"])) if int(found["bare"]) < 24 else None
    return time_of(found)
