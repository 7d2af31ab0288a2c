"""Freshness: a fact nobody checked lately is said to be so."""

from datetime import datetime, timedelta

from broadcaster.works.models import Confirmed

FRESH_FOR = timedelta(days=14)
"""How long a confirmation holds. Works calendars slip by weeks; two is one site meeting missed."""

WARNED_BEFORE = timedelta(days=7)
"""How long before it ends staff are told: the next weekly site meeting can still see to it."""


def is_fresh(fact: Confirmed, now: datetime) -> bool:
    """True when somebody confirmed the fact within :data:`FRESH_FOR`."""
    return fact.confirmed_at is not None and now - fact.confirmed_at <= FRESH_FOR


def is_fading(fact: Confirmed, now: datetime) -> bool:
    """True for a fact that is fresh, and will not be within :data:`WARNED_BEFORE`."""
    return is_fresh(fact, now) and not is_fresh(fact, now + WARNED_BEFORE)


def fresh_until(fact: Confirmed) -> datetime | None:
    """The moment its confirmation ends to hold; None when nobody ever confirmed it."""
    return fact.confirmed_at + FRESH_FOR if fact.confirmed_at else None
