"""Reading the days out of a text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.nlu.dates.anchor import Anchor
from bot.nlu.dates.hours import HOUR, time_of
from bot.nlu.dates.rules import RULES
from bot.nlu.dates.when import Said, When
from bot.nlu.dates.words import any_of
from bot.nlu.folding import plain_letters

PARIS = ZoneInfo("Europe/Paris")
LONGEST = 1000
"""Characters read: a day is named in fewer."""

_PAST = re.compile(rf"(?<!\w)(?:{any_of('past_verbs')})(?!\w)")
_BY = re.compile(rf"(?<!\w)(?:{any_of('by')})\s+(?:le |la |the |au |o |a )?$")
_HOUR_AFTER = re.compile(rf"[ ,]*(?:a|vers|at|around|as|entre|de|des|avant|apres)? ?{HOUR}")
_HOUR_BEFORE = re.compile(rf"(?<!\w){HOUR}[ ,]*(?:le |on |du |de |na |no )?$")


def find_dates(text: str, now: datetime) -> list[Said]:
    """Return the days a text names, in order, as they are meant when it is read at ``now``.

    ``now`` is aware; days are those of Paris.
    """
    plain = plain_letters(text[:LONGEST])
    anchor = Anchor(now.astimezone(PARIS).date(), past=bool(_PAST.search(plain)))
    taken: list[Said] = []
    for rule in RULES:
        for found in rule.pattern.finditer(plain):
            if any(found.start() < one.end and one.start < found.end() for one in taken):
                continue
            when = rule.meaning(found, anchor)
            if when is not None:
                taken.append(Said(_completed(when, plain, found, anchor), *found.span()))
    return sorted(taken, key=lambda one: one.start)


def find_when(text: str, now: datetime) -> When | None:
    """Return the first days a text names, None when it names none."""
    said = find_dates(text, now)
    return said[0].when if said else None


def _completed(when: When, plain: str, found: re.Match[str], anchor: Anchor) -> When:
    """Add the hour beside the days; « d'ici vendredi » begins today."""
    before = plain[max(0, found.start() - 25) : found.start()]
    hour = _HOUR_AFTER.match(plain, found.end()) or _HOUR_BEFORE.search(before)
    if _BY.search(before) and when.first > anchor.today:
        when = replace(when, first=anchor.today)
    return replace(when, hour=time_of(hour)) if hour else when
