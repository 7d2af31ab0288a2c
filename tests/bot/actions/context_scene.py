"""Broadcasts that reached a household, for tests of what tenants go on to ask."""

from datetime import datetime

from sqlalchemy import select

from broadcaster.register.models import Contact
from broadcaster.sending.models import Delivery, DeliveryState, Lane
from broadcaster.works.models import Milestone
from broadcaster.works.telling import truth_of
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import milestone


async def planned(line: Line, one: Milestone) -> Milestone:
    """Write a milestone and give it back with its id."""
    async with line.database.write() as session:
        session.add(one)
        await session.flush()
        session.expunge(one)
    return one


async def bathroom(line: Line, starts: datetime, ends: datetime) -> Milestone:
    """Works in flat 11 of A1."""
    flat = line.estate.flat_11
    one = milestone(line.estate, "bathroom", starts, ends, title="Salle de bain", flat_id=flat)
    return await planned(line, one)


async def facade(line: Line, starts: datetime, ends: datetime) -> Milestone:
    """Works on building A."""
    building = line.estate.a
    one = milestone(line.estate, "facade", starts, ends, title="Façade", building_id=building)
    return await planned(line, one)


async def told(
    line: Line,
    one: Milestone,
    number: str,
    at: datetime,
    *,
    state: DeliveryState = DeliveryState.DELIVERED,
) -> None:
    """A broadcast about a milestone, as it is now, reaches a number."""
    async with line.database.write() as session:
        contact = (await session.scalars(select(Contact).where(Contact.number == number))).first()
        assert contact is not None
        session.add(
            Delivery(
                contact_id=contact.id,
                household_id=contact.household_id,
                lane=Lane.BULK,
                sender="+33199000100",
                to_number=number,
                body="Message",
                segments=1,
                state=state,
                due_at=at,
                created_at=at,
                updated_at=at,
                left_at=at,
                milestone_id=one.id,
                told=truth_of(one),
            )
        )


async def moved(line: Line, one: Milestone, starts: datetime, ends: datetime) -> None:
    """Staff move a milestone."""
    async with line.database.write() as session:
        row = await session.get_one(Milestone, one.id)
        row.starts_at, row.ends_at = starts, ends
