"""Deliveries in figures: what became of messages, why, week by week, and what they cost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.reports.models import DeliveryDay
from broadcaster.reports.scope import Scope, month_of
from broadcaster.sending.models import DeliveryState, Lane
from broadcaster.sending.texts.tariff import Tariff

PAID: Final = frozenset(
    {
        DeliveryState.ACCEPTED,
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
        DeliveryState.UNDELIVERED,
    }
)
"""What an operator took over is paid for, arrived or not (Twilio, "Messaging pricing FAQ")."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """Messages of one kind on one day."""

    day: date
    lane: Lane
    state: DeliveryState
    reason: str  # error code or reason of a skip; "" for none
    prefix: str  # of numbers with a price of their own
    messages: int
    segments: int


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What the messages of a month come to."""

    month: date
    broadcasts: int  # segments of what staff told
    replies: int  # segments of answers
    price: Decimal | None  # euros, an estimate; None without a tariff


async def tallied(session: AsyncSession, scope: Scope) -> list[Tallied]:
    """All messages of the scope, by day and by what became of them."""
    keys = (
        DeliveryDay.day, DeliveryDay.lane, DeliveryDay.state, DeliveryDay.reason,
        DeliveryDay.prefix,
    )  # fmt: skip
    sums = (func.sum(DeliveryDay.messages), func.sum(DeliveryDay.segments))
    rows = await session.execute(
        select(*keys, *sums).where(*scope.days(DeliveryDay)).group_by(*keys)
    )
    return [Tallied(*row) for row in rows]


def by_state(found: Sequence[Tallied]) -> dict[DeliveryState, int]:
    """How many messages are in each state, in the states' order."""
    counts = Counter[DeliveryState]()
    for one in found:
        counts[one.state] += one.messages
    return {state: counts[state] for state in DeliveryState if counts[state]}


def by_reason(found: Sequence[Tallied]) -> list[tuple[DeliveryState, str, int]]:
    """Messages that did not arrive, by state and reason, the most frequent first."""
    counts = Counter[tuple[DeliveryState, str]]()
    for one in found:
        if one.state in (DeliveryState.FAILED, DeliveryState.UNDELIVERED, DeliveryState.SKIPPED):
            counts[one.state, one.reason] += one.messages
    return [(state, reason, number) for (state, reason), number in counts.most_common()]


def over_time(found: Sequence[Tallied], scope: Scope) -> dict[date, dict[DeliveryState, int]]:
    """The same by week or month, the oldest first."""
    counts: dict[date, dict[DeliveryState, int]] = {}
    for one in sorted(found, key=lambda tallied: tallied.day):
        span = counts.setdefault(scope.step(one.day), dict.fromkeys(DeliveryState, 0))
        span[one.state] += one.messages
    return counts


def costs(found: Sequence[Tallied], tariff: Tariff | None) -> list[MonthCost]:
    """Segments paid for and their price, month by month."""
    months: dict[date, list[Tallied]] = {}
    for one in sorted(found, key=lambda tallied: tallied.day):
        if one.state in PAID:
            months.setdefault(month_of(one.day), []).append(one)
    return [_cost(month, paid, tariff) for month, paid in months.items()]


def _cost(month: date, paid: Sequence[Tallied], tariff: Tariff | None) -> MonthCost:
    segments = Counter[Lane]()
    for one in paid:
        segments[one.lane] += one.segments
    price = (
        sum((tariff.price(one.prefix, one.segments) for one in paid), Decimal(0))
        if tariff
        else None
    )
    return MonthCost(month, segments[Lane.BULK], segments[Lane.REPLY], price)
