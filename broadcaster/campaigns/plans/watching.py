"""Watching: every milestone that a message told something of has a row to follow it by."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import MessagePlan, PlanState
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.refusals import NoSuchMilestoneError, NoSuchPlanError
from broadcaster.database import insert_unless_there
from broadcaster.works.models import Milestone


async def watch(session: AsyncSession, milestone: Milestone, now: datetime) -> None:
    """Follow a milestone from now on, if nobody does yet."""
    await session.execute(
        insert_unless_there(session, MessagePlan).values(
            milestone_id=milestone.id,
            state=PlanState.DRAFT,
            followed=str(Followed.of(milestone)),
            created_at=now,
        )
    )


async def plan_of(
    session: AsyncSession, milestone_id: int, *, alone: bool = False
) -> MessagePlan | None:
    """The plan of a milestone as it is in the database; None when nothing was ever told of it.

    ``alone``: whoever else asks for it so waits until this transaction ends.
    """
    query = select(MessagePlan).where(MessagePlan.milestone_id == milestone_id)
    found: MessagePlan | None = await session.scalar(
        (query.with_for_update() if alone else query).execution_options(populate_existing=True)
    )
    return found


async def get_plan(session: AsyncSession, plan_id: int) -> MessagePlan:
    """The plan as it is in the database; raise NoSuchPlanError."""
    plan = await session.get(MessagePlan, plan_id, populate_existing=True)
    if plan is None:
        raise NoSuchPlanError
    return plan


async def held_milestone(session: AsyncSession, milestone_id: int) -> Milestone:
    """The milestone, which nobody changes before this transaction ends.

    A release and a change of its milestone take turns by this lock: no message is written about
    a date that is being moved. (SQLite has one writer anyway.) Raises NoSuchMilestoneError.
    """
    await session.flush()
    milestone = await session.get(Milestone, milestone_id, with_for_update={"read": True})
    if milestone is None:
        raise NoSuchMilestoneError
    return milestone
