"""The tally: each day's messages counted once, and again while any of them may still change."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.conversations.models import Correspondent, InboundMessage, InboundState
from broadcaster.database import Database
from broadcaster.register.models import Building, Contact, Flat, Household, Staircase
from broadcaster.reports.marks import as_of, mark_of
from broadcaster.reports.models import NOWHERE, DeliveryDay, InboundDay, ReportMark
from broadcaster.reports.scope import day_of, start_of
from broadcaster.sending.models import Delivery
from broadcaster.sending.states import TERMINAL

DAYS_AT_ONCE: Final = 31
"""How many days of the past one look brings up: the first one may find years."""

YOUNG: Final = 3
"""Days that are counted at each look: late news may still turn a failure into an arrival."""

OPEN_FOR: Final = 45
"""Days for which messages that wait, or whose outcome nobody told, are looked at again."""

OPEN_EVERY: Final = timedelta(hours=1)
"""How often these are."""

DAYS, OPEN = "days", "open"
"""The names of the marks."""

BOUNDS: Final = (1, 2, 5, 10, 30, 60, 300, 3600, 86_400, 604_800)
"""Seconds within which answers are counted; one that took longer counts under the last."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one look counts."""

    days: tuple[date, ...]  # the oldest first
    end: date  # everything is counted up to here afterwards
    opens: bool  # days that may still change are among them


async def bring_up(database: Database, now: datetime, prefixes: Sequence[str] = ()) -> bool:
    """Count the days that are not yet, or may have changed; True when today is reached.

    Each day is a transaction of its own, that reads first: nobody waits long for a turn to write.
    ``prefixes`` are those of numbers with a price of their own (``Tariff.prefixes``).
    """
    async with database.read() as session:
        plan = await _plan(session, now)
    for day in plan.days:
        async with database.write_late() as session:
            await _count(session, day, prefixes)
    is_done = plan.end == day_of(now)
    async with database.write() as session:
        mark = await mark_of(session, DAYS)
        mark.position, mark.at = plan.end.toordinal(), now if is_done else mark.at
        if plan.opens:
            (await mark_of(session, OPEN)).at = now
    return is_done


async def _plan(session: AsyncSession, now: datetime) -> _Plan:
    today = day_of(now)
    start = await _start(session, today)
    end = min(today, start + timedelta(days=DAYS_AT_ONCE + YOUNG))
    days = {start + timedelta(days=n) for n in range((end - start).days + 1)}
    looked = await as_of(session, OPEN)
    opens = looked is None or now - looked >= OPEN_EVERY
    if opens:
        days |= await _open_days(session, today)
    return _Plan(tuple(sorted(days)), end, opens)


async def _start(session: AsyncSession, today: date) -> date:
    mark = await session.get(ReportMark, DAYS)
    if mark is not None and mark.position:
        return date.fromordinal(mark.position) - timedelta(days=YOUNG)
    ends = (
        await session.scalar(select(func.min(Delivery.created_at))),
        await session.scalar(select(func.min(InboundMessage.received_at))),
    )
    return min([day_of(one) for one in ends if one is not None] + [today])


async def _open_days(session: AsyncSession, today: date) -> set[date]:
    found = await session.scalars(
        select(DeliveryDay.day)
        .where(DeliveryDay.day >= today - timedelta(days=OPEN_FOR))
        .where(DeliveryDay.state.not_in(TERMINAL))
        .distinct()
    )
    return set(found)


async def _count(session: AsyncSession, day: date, prefixes: Sequence[str]) -> None:
    """Write one day's rows anew: all is read before the first is written."""
    deliveries = await _deliveries(session, day, prefixes)
    inbound = await _inbound(session, day)
    for table, rows in ((DeliveryDay, deliveries), (InboundDay, inbound)):
        await session.execute(delete(table).where(table.day == day))
        if rows:
            await session.execute(insert(table), [*rows, *_of_sites(rows)])


def _of_sites(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of each site for all its buildings."""
    sums: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in rows:
        if row["site_id"] == NOWHERE:
            continue
        site = row | {"building_id": NOWHERE}
        key = tuple(value for name, value in site.items() if name not in _SUMS)
        known = sums.setdefault(key, site | dict.fromkeys(_SUMS & site.keys(), 0))
        for name in _SUMS & site.keys():
            known[name] += row[name]
    return list(sums.values())


_SUMS: Final = frozenset({"messages", "segments"})


def _within(column: SQLColumnExpression[datetime], day: date) -> ColumnElement[bool]:
    return and_(column >= start_of(day), column < start_of(day + timedelta(days=1)))


# Column values of many types.
async def _deliveries(
    session: AsyncSession, day: date, prefixes: Sequence[str]
) -> list[dict[str, Any]]:
    reason = func.coalesce(
        cast(Delivery.skip_reason, String), cast(Delivery.error_code, String), ""
    )
    # An answer knows its number alone; the register knows whose that is.
    of_number = select(func.min(Contact.household_id)).where(Contact.number == Delivery.to_number)
    household = func.coalesce(Delivery.household_id, of_number.scalar_subquery())
    each = (
        select(
            func.coalesce(Building.site_id, NOWHERE).label("site_id"),
            func.coalesce(Building.id, NOWHERE).label("building_id"),
            Delivery.lane.label("lane"),
            Delivery.state.label("state"),
            reason.label("reason"),
            _priced(prefixes).label("prefix"),
            Delivery.segments.label("segments"),
        )
        .select_from(Delivery)
        .outerjoin(Household, Household.id == household)
        .outerjoin(Flat, Flat.id == Household.flat_id)
        .outerjoin(Staircase, Staircase.id == Flat.staircase_id)
        .outerjoin(Building, Building.id == Staircase.building_id)
        .where(_within(Delivery.created_at, day))
        .subquery()
    )
    *keys, segments = each.c
    counts = (func.count().label("messages"), func.sum(segments).label("segments"))
    rows = await session.execute(select(*keys, *counts).group_by(*keys))
    return [dict(row) | {"day": day} for row in rows.mappings()]


def _priced(prefixes: Sequence[str]) -> ColumnElement[str]:
    """The first prefix that a number has, "" for none."""
    if not prefixes:
        return literal("")
    fits = ((Delivery.to_number.startswith(prefix, autoescape=True), prefix) for prefix in prefixes)
    return case(*fits, else_="")


async def _inbound(session: AsyncSession, day: date) -> list[dict[str, Any]]:
    query = (
        select(InboundMessage, Correspondent)
        .join(Correspondent, Correspondent.id == InboundMessage.correspondent_id)
        .where(InboundMessage.state.in_(InboundState), _within(InboundMessage.received_at, day))
    )
    found = [(message, who) for message, who in await session.execute(query)]
    homes = await _homes(session, {who.address for _message, who in found})
    sites = dict((await session.execute(select(Building.id, Building.site_id))).all())
    counts: Counter[tuple[int, int, str, int]] = Counter()
    for message, who in found:
        building = homes.get(who.address) or who.building_id or NOWHERE
        place = sites.get(building, NOWHERE), building
        counts.update((*place, topic, within) for topic, within in _signs(message))
    return [
        {"day": day, "messages": messages, **dict(zip(_KEYS, key, strict=True))}
        for key, messages in counts.items()
    ]


_KEYS: Final = ("site_id", "building_id", "topic", "within")


def _signs(message: InboundMessage) -> Iterable[tuple[str, int]]:
    """What a message counts under: all messages, and each of its topics.

    Words like "keyword:stop" are no topic: nobody asked anything.
    """
    yield "", within(message.received_at, message.handled_at)
    names = (message.topic_chosen or message.understood_as or "").split(",")
    yield from ((name, NOWHERE) for name in dict.fromkeys(names) if name and ":" not in name)


def within(asked: datetime, answered: datetime | None) -> int:
    """The bound of seconds within which an answer came; 0 for none yet."""
    if answered is None:
        return 0
    seconds = (answered - asked).total_seconds()
    return next((bound for bound in BOUNDS if seconds <= bound), BOUNDS[-1])


async def _homes(session: AsyncSession, numbers: Collection[str]) -> dict[str, int]:
    """The building of each number of the register; of a shared one, the first household's."""
    rows = await session.execute(
        select(Contact.number, Staircase.building_id)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .where(among(session, Contact.number, numbers))
        .order_by(Contact.household_id.desc())
    )
    return dict(rows.all())
