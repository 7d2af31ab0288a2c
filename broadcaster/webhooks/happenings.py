"""Happenings: what the other rooms' tables say has happened since they were last looked at.

Each table is looked through from where the last look ended, and a little before: of two
transactions, the one that began first may be the last to commit. What is found twice is told once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Correspondent, Thread
from broadcaster.register.models import Building, Contact, Flat, Household, OptOut, Staircase
from broadcaster.register.phone_numbers import mask
from broadcaster.sending.models import Attempt, AttemptOutcome, Delivery, DeliveryState
from broadcaster.sending.models import ProviderEvent as Receipt
from broadcaster.webhooks.models import Event

OVERLAP: Final = 2000
"""Ids that are looked at again: some seconds of the fastest sender."""

OVERLAP_TIME: Final = timedelta(minutes=10)
"""The same, for what is found by its time."""

FAILED: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNDELIVERED})


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, and where it happened."""

    event: Event
    key: str  # what it is, once
    at: datetime
    site_id: int | None  # None: of no site
    data: dict[str, object]  # JSON


async def deliveries_settled(session: AsyncSession, after: int) -> tuple[list[Happening], int]:
    """Messages that arrived or failed, by the receipts after an id; and the last id there is."""
    highest = await session.scalar(select(func.max(Receipt.id))) or 0
    told = select(Receipt.delivery_id).where(Receipt.id > after - OVERLAP, Receipt.id <= highest)
    return await _settled(session, told), highest


async def deliveries_refused(session: AsyncSession, after: int) -> tuple[list[Happening], int]:
    """Messages that the provider refused at once, by the calls after an id."""
    highest = await session.scalar(select(func.max(Attempt.id))) or 0
    refused = select(Attempt.delivery_id).where(
        Attempt.id > after - OVERLAP,
        Attempt.id <= highest,
        Attempt.outcome == AttemptOutcome.REFUSED,
    )
    return await _settled(session, refused), highest


async def _settled(session: AsyncSession, ids: "Select[Any]") -> list[Happening]:
    rows = await session.execute(
        select(Delivery, Household.reference, Building.site_id)
        .outerjoin(Household, Household.id == Delivery.household_id)
        .outerjoin(Flat, Flat.id == Household.flat_id)
        .outerjoin(Staircase, Staircase.id == Flat.staircase_id)
        .outerjoin(Building, Building.id == Staircase.building_id)
        .where(Delivery.id.in_(ids))
        .where(Delivery.state.in_(FAILED | {DeliveryState.DELIVERED}))
        .order_by(Delivery.updated_at)
    )
    return [_delivery(row[0], row[1], row[2]) for row in rows]


def _delivery(row: Delivery, household: str | None, site_id: int | None) -> Happening:
    event = Event.DELIVERY_FAILED if row.state in FAILED else Event.DELIVERY_DELIVERED
    data: dict[str, object] = {
        "delivery": row.id,
        "household": household,
        "number": mask(row.to_number),
        "state": row.state,
        "error_code": row.error_code,
    }
    return Happening(event, f"{event}:{row.id}", row.updated_at, site_id, data)


async def threads_changed(
    session: AsyncSession, after: int, since: datetime
) -> tuple[list[Happening], int]:
    """Threads opened after an id, or closed since a moment."""
    highest = await session.scalar(select(func.max(Thread.id))) or 0
    rows = await session.execute(
        select(Thread, Correspondent)
        .join(Correspondent, Correspondent.id == Thread.correspondent_id)
        .where(or_(Thread.id > after - OVERLAP, Thread.closed_at >= since - OVERLAP_TIME))
        .order_by(Thread.id)
    )
    found = []
    for thread, who in [(row[0], row[1]) for row in rows]:
        site_id = await _site_of(session, who)
        found.append(_thread(thread, Event.THREAD_OPENED, thread.opened_at, site_id))
        if thread.closed_at is not None:
            found.append(_thread(thread, Event.THREAD_CLOSED, thread.closed_at, site_id))
    return found, highest


def _thread(row: Thread, event: Event, at: datetime, site_id: int | None) -> Happening:
    data: dict[str, object] = {
        "thread": row.id,
        "topic": row.topic,
        "reason": row.reason,
        "urgent": row.urgent,
    }
    return Happening(event, f"{event}:{row.id}", at, site_id, data)


async def _site_of(session: AsyncSession, who: Correspondent) -> int | None:
    """The site of whoever writes: by their number, or where they said they live."""
    homes = await sites_of_numbers(session, [who.address])
    if homes:
        return homes[0][2]
    building_id: int | None = who.building_id
    if building_id is None and who.staircase_id is not None:
        query = select(Staircase.building_id).where(Staircase.id == who.staircase_id)
        building_id = await session.scalar(query)
    if building_id is None:
        return None
    return await session.scalar(select(Building.site_id).where(Building.id == building_id))


async def sites_of_numbers(
    session: AsyncSession, numbers: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Number, household's reference and site, for each household of some numbers."""
    rows = await session.execute(
        select(Contact.number, Household.reference, Building.site_id)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .where(Contact.number.in_(numbers))
        .order_by(Household.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def opt_outs(session: AsyncSession, since: datetime) -> list[Happening]:
    """Households one of whose numbers asked for silence since a moment."""
    rows = await session.scalars(select(OptOut).where(OptOut.since >= since - OVERLAP_TIME))
    silent = {row.number: row for row in rows}
    homes = await sites_of_numbers(session, list(silent)) if silent else []
    return [_opt_out(silent[number], household, site_id) for number, household, site_id in homes]


def _opt_out(row: OptOut, household: str, site_id: int) -> Happening:
    event = Event.HOUSEHOLD_OPTED_OUT
    # A number may come back and leave again: each time is one event.
    key = f"{event}:{int(row.since.timestamp())}:{household}"[:100]
    data: dict[str, object] = {
        "household": household,
        "number": mask(row.number),
        "source": row.source,
    }
    return Happening(event, key, row.since, site_id, data)
