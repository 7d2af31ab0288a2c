"""Places and days of a text as Rasa's entities: the normal value, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict

from bot.nlu.dates.reading import find_dates
from bot.nlu.places import find_places

WHEN = "when"
"""The entity of a day; its value is what ``When.as_text`` writes."""


class Entity(TypedDict):
    """An entity as Rasa keeps it."""

    entity: str  # "building", "staircase", "floor", "flat" or "when"
    value: str
    start: int
    end: int
    extractor: str


def entities_of(text: str, now: datetime, extractor: str) -> list[Entity]:
    """Return the entities of a text, in order; days are reckoned from ``now`` in Paris."""
    return sorted(_entities(text, now, extractor), key=lambda one: (one["start"], one["entity"]))


def _entities(text: str, now: datetime, extractor: str) -> Iterator[Entity]:
    dates = find_dates(text, now)
    for place in find_places(text):
        # « on the 12th » is a day, and no floor.
        if any(place.start < one.end and one.start < place.end for one in dates):
            continue
        yield Entity(
            entity=place.kind.value,
            value=place.value,
            start=place.start,
            end=place.end,
            extractor=extractor,
        )
    for said in dates:
        yield Entity(
            entity=WHEN,
            value=said.when.as_text(),
            start=said.start,
            end=said.end,
            extractor=extractor,
        )
