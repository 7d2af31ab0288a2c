"""Reading: what whoever approves a plan had before their eyes, as one short fingerprint."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.reading import (
    broadcast_fingerprint,
    fingerprint,
    milestone_parts,
)
from broadcaster.campaigns.models import Broadcast, BroadcastState, MessagePlan, PlannedMessage
from broadcaster.campaigns.plans.beliefs import corrections_of
from broadcaster.works.models import Milestone


async def plan_fingerprint(session: AsyncSession, plan: MessagePlan, milestone: Milestone) -> str:
    """Every message of a plan, what it is filled with, and the corrections approved with it."""
    messages = await session.scalars(
        select(PlannedMessage)
        .where(PlannedMessage.plan_id == plan.id)
        .order_by(PlannedMessage.moment)
        .execution_options(populate_existing=True)
    )
    corrections = [
        await broadcast_fingerprint(session, one)
        for one in await waiting_corrections(session, milestone.id)
    ]
    return fingerprint(milestone_parts(milestone), _texts(messages), corrections)


def _texts(messages: Iterable[PlannedMessage]) -> list[tuple[object, ...]]:
    return [(one.moment, one.wanted, one.body, one.versions) for one in messages]


async def waiting_corrections(
    session: AsyncSession, milestone_id: int, *, held: bool = False
) -> list[Broadcast]:
    """The corrections to approve; ``held`` ones nobody changes before the transaction ends."""
    query = select(Broadcast).where(
        *corrections_of(milestone_id), Broadcast.state == BroadcastState.TO_APPROVE
    )
    query = query.order_by(Broadcast.id).execution_options(populate_existing=True)
    return list(await session.scalars(query.with_for_update() if held else query))
