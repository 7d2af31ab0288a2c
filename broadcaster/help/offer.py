"""The facts of the collective internet offer, by the names answer texts use."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import PARIS
from broadcaster.help.models import OfferFact


class KeyKind(enum.StrEnum):
    """How the value of a fact is written."""

    TEXT = "text"  # the words tenants read
    PRICE = "price"  # words too, that say « par mois »
    DAY = "day"  # 2026-06-08
    HALF_DAY = "half_day"  # 2026-06-16 14:00-17:00
    OUTCOME = "outcome"  # one of Outcome


class Outcome(enum.StrEnum):
    """What the tenants' vote on the offer came to."""

    PLANNED = "planned"
    ADOPTED = "adopted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class OfferKey:
    """One thing that may be known of the offer."""

    name: str  # what the answer texts call it
    label: str  # what staff read
    kind: KeyKind = KeyKind.TEXT
    hint: str = ""


_HALF_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})-(\d{2}:\d{2})")
_A_MONTH = re.compile(r"\b(?:par|/|chaque)\s*mois\b", re.IGNORECASE)


@cache
def offer_keys() -> Mapping[str, OfferKey]:
    """The known keys, in the order staff see them."""
    source = resources.files("broadcaster.help").joinpath("offer_keys.yml")
    listed: dict[str, dict[str, str]] = yaml.safe_load(source.read_text("utf-8"))
    return MappingProxyType({key: _key(fields) for key, fields in listed.items()})


def _key(fields: Mapping[str, str]) -> OfferKey:
    kind = KeyKind(fields.get("kind", KeyKind.TEXT))
    return OfferKey(fields["name"], fields["label"], kind, fields.get("hint", ""))


async def offer_facts(session: AsyncSession, site_id: int) -> dict[str, OfferFact]:
    """The facts of a site's offer, by key; those with an empty value are not facts."""
    found = await session.scalars(select(OfferFact).where(OfferFact.site_id == site_id))
    return {fact.key: fact for fact in found if fact.value.strip()}


def fault_of(key: str, value: str) -> str | None:
    """The word for what is wrong with the value of a key; None when it can be used."""
    kind = offer_keys()[key].kind
    if kind is KeyKind.PRICE and not _A_MONTH.search(value):
        return "not_a_month"  # « 1 € par an » was once printed for a price a month
    if kind is KeyKind.DAY and day_of(value) is None:
        return "not_a_day"
    if kind is KeyKind.HALF_DAY and half_day_of(value) is None:
        return "not_a_half_day"
    if kind is KeyKind.OUTCOME and value not in set(Outcome):
        return "not_an_outcome"
    return None


def day_of(value: str) -> datetime | None:
    """The first moment of a day in Paris; None when the value is no day."""
    try:
        return datetime.strptime(value.strip(), "%Y-%m-%d").replace(tzinfo=PARIS)
    except ValueError:
        return None


def half_day_of(value: str) -> tuple[datetime, datetime] | None:
    """The two ends of a half-day; None when the value is none."""
    found = _HALF_DAY.fullmatch(value.strip())
    day = day_of(found[1]) if found else None
    if found is None or day is None:
        return None
    first, last = (_at(day, hour) for hour in (found[2], found[3]))
    return (first, last) if first is not None and last is not None and first < last else None


def days_of(first: str, last: str) -> tuple[datetime, datetime] | None:
    """The window from a day to the end of another, as milestones of whole days have it."""
    start, end = day_of(first), day_of(last)
    if start is None or end is None or end < start:
        return None
    return start, (end + timedelta(days=1)).replace(hour=0)


def _at(day: datetime, hour: str) -> datetime | None:
    hours, minutes = (int(part) for part in hour.split(":"))
    return day.replace(hour=hours, minute=minutes) if hours < 24 and minutes < 60 else None
