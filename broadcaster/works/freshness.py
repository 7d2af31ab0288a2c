"""Freshness: a fact nobody checked lately is said to be so."""

from datetime import datetime, timedelta

from broadcaster.works.models import Confirmed

FRESH_FOR = timedelta(days=14)
"""How long a confirmation holds. Works calendars slip by weeks; two is one site meeting missed."""


def is_fresh(fact: Confirmed, now: datetime) -> bool:
    """True when somebody confirmed the fact within :data:`FRESH_FOR`."""
    return fact.confirmed_at is not None and now - fact.confirmed_at <= FRESH_FOR
