"""Following: a milestone that changed takes its messages with it.

All of it happens in the transaction of the change, or in the next tick when something else changed
the milestone: messages that wait and are no longer true are kept back, planned ones move, and
whoever was told wrong gets one correction.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import and_, exists, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    MessagePlan,
    Moment,
    PlanState,
)
from broadcaster.campaigns.plans.arranging import arrange, situation_of, tell_late
from broadcaster.campaigns.plans.beliefs import is_wrong
from broadcaster.campaigns.plans.corrections import YET_TO_READ, correct, forget_old
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.making import Writing, title_of, write
from broadcaster.campaigns.plans.moments import choose
from broadcaster.campaigns.plans.untold import is_untold
from broadcaster.campaigns.plans.watching import held_milestone, plan_of
from broadcaster.sending.gate.hours import Timetable, Timetables
from broadcaster.sending.mailings import paused_among, skip_waiting
from broadcaster.sending.models import Delivery, SkipReason
from broadcaster.staff import audit
from broadcaster.works.models import Milestone
from broadcaster.works.telling import NOTHING, OVER

COURTESY: Final = Timetables().courtesy
"""The days messages may go out, which no setting changes; their hours matter at the edges only."""


async def follow_all(session: AsyncSession, now: datetime, courtesy: Timetable = COURTESY) -> int:
    """Follow every milestone that changed; give how many. Cheap when none did."""
    changed = await changed_milestones(session)
    followed = [await follow_milestone(session, one, now, courtesy) for one in changed]
    return sum(followed)


async def changed_milestones(session: AsyncSession) -> list[int]:
    """The milestones that are no longer as their plans last followed them."""
    await session.flush()
    rows = await session.execute(
        select(MessagePlan.followed, Milestone)
        .join(Milestone, Milestone.id == MessagePlan.milestone_id)
        .order_by(Milestone.id)
    )
    return [
        milestone.id
        for followed, milestone in rows
        if str(Followed.of(milestone, Followed.read(followed))) != followed
    ]


async def follow_milestone(
    session: AsyncSession, milestone_id: int, now: datetime, courtesy: Timetable = COURTESY
) -> bool:
    """Do all that follows from a change of a milestone; False when there was none to follow.

    Call it in the transaction of the change. Of two that follow at once, one does.
    """
    milestone = await held_milestone(session, milestone_id)
    plan = await plan_of(session, milestone_id)
    if plan is None:
        return False  # nothing was ever told of it, nothing is planned
    before = Followed.read(plan.followed)
    known = Followed.of(milestone, before)
    if known == before or not await _take(session, plan, known):
        return False
    await _follow(session, plan, milestone, known, before, now, courtesy)
    return True


async def _take(session: AsyncSession, plan: MessagePlan, known: Followed) -> bool:
    taken = await session.scalar(
        update(MessagePlan)
        .where(MessagePlan.id == plan.id)
        .where(MessagePlan.followed.is_not_distinct_from(plan.followed))
        .values(followed=str(known))
        .returning(MessagePlan.id)
        .execution_options(synchronize_session=False)
    )
    return taken is not None


async def _follow(
    session: AsyncSession,
    plan: MessagePlan,
    milestone: Milestone,
    known: Followed,
    before: Followed | None,
    now: datetime,
    courtesy: Timetable,
) -> None:
    await forget_old(session, milestone.id, now)
    kept_back = await _keep_back(session, milestone.id, known, now)
    # Corrections come before what is told anew: each reader is found once, by the first of them.
    corrected = await correct(session, plan, milestone, known, now)
    if plan.state is PlanState.APPROVED:
        await arrange(
            await situation_of(session, plan, milestone, known, courtesy, now, before=before)
        )
    await _send_anew(session, milestone, known, now)
    detail = {"title": milestone.title, "kept_back": kept_back, "corrected": corrected}
    subject = f"milestone {milestone.id}"
    await audit.record(session, None, "milestone_followed", subject, detail, now)


async def _keep_back(
    session: AsyncSession, milestone_id: int, known: Followed, now: datetime
) -> int:
    """Skip what waits and would tell what is no longer so; give how many messages."""
    wrong = or_(is_wrong(known, Moment.MOVED), is_wrong(known, Moment.CANCELLED))
    of_milestone = and_(Delivery.milestone_id == milestone_id, Delivery.told.is_not(None))
    return await skip_waiting(session, and_(of_milestone, wrong), SkipReason.SUPERSEDED, now)


async def _send_anew(
    session: AsyncSession, milestone: Milestone, known: Followed, now: datetime
) -> int:
    """Write again, with the new date, what staff wrote and the change kept back; give how many."""
    if known.truth in (NOTHING, OVER):
        return 0
    waiting = select(Broadcast.id).where(
        Broadcast.milestone_id == milestone.id,
        Broadcast.kind == BroadcastKind.WRITTEN,
        Broadcast.told.is_not(None),
        Broadcast.state.in_(YET_TO_READ),
    )
    if await session.scalar(waiting.limit(1)) is not None:
        return 0
    originals = await _kept_from_somebody(session, milestone.id, known)
    paused = await paused_among(session, [original.id for original in originals])
    for original in originals:
        writing = Writing(
            kind=BroadcastKind.WRITTEN,
            moment=None,
            title=title_of(original.title, None),
            body=original.body,
            purpose=original.purpose,
            versions=original.versions,
            audience=Audience.from_json(original.audience),
            at=now,
            expires_at=original.expires_at,
            told=known.truth,
            approved_by_id=original.approved_by_id,
            is_approved=original.approved_at is not None and original.id not in paused,
        )
        await write(session, milestone, writing, now)
    return len(originals)


async def _kept_from_somebody(
    session: AsyncSession, milestone_id: int, known: Followed
) -> list[Broadcast]:
    """What staff wrote of which a message was kept back, from somebody who got no other."""
    kept_back = select(Delivery.broadcast_id).where(
        Delivery.milestone_id == milestone_id,
        Delivery.skip_reason == SkipReason.SUPERSEDED,
        not_(known.is_gone_for(Delivery.to_number)),
        is_untold(Delivery.to_number, milestone_id, known),
    )
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.id.in_(kept_back), Broadcast.kind == BroadcastKind.WRITTEN)
        .where(Broadcast.created_by_id.is_not(None))  # the copies have none
        .where(Broadcast.state != BroadcastState.CANCELLED)
        .order_by(Broadcast.id)
    )
    return list(found)


async def to_be_mended(session: AsyncSession, now: datetime) -> list[int]:
    """The milestones for which ``mend`` may find somebody.

    They changed at some time and are not done; or the gate kept a message back because of a
    change that was undone before anybody followed it, and they are still to come.
    """
    kept_back = exists().where(
        Delivery.milestone_id == Milestone.id,
        Delivery.told.is_not(None),
        Delivery.skip_reason == SkipReason.SUPERSEDED,
    )
    has_changed = MessagePlan.followed.not_like("%|=")
    found = await session.scalars(
        select(MessagePlan.milestone_id)
        .join(Milestone, Milestone.id == MessagePlan.milestone_id)
        .where(MessagePlan.followed.not_like(f"{OVER}|%"))
        .where(or_(has_changed, and_(Milestone.ends_at > now, kept_back)))
        .order_by(MessagePlan.milestone_id)
    )
    return list(found)


async def mend(
    session: AsyncSession, milestone_id: int, now: datetime, courtesy: Timetable = COURTESY
) -> int:
    """See to those whom news of the provider brought to light after the change was followed.

    A message that was given up for lost may have arrived after all, with the old date; one that
    was being sent may have come back and been kept back. Gives how many are told now or owed.
    """
    milestone = await held_milestone(session, milestone_id)
    plan = await plan_of(session, milestone_id, alone=True)
    known = Followed.read(plan.followed) if plan else None
    if plan is None or known is None or Followed.of(milestone, known) != known:
        return 0
    corrected = await correct(session, plan, milestone, known, now)
    corrected += await _send_anew(session, milestone, known, now)
    if plan.state is not PlanState.APPROVED or known.truth in (NOTHING, OVER):
        return corrected
    situation = await situation_of(session, plan, milestone, known, courtesy, now)
    times = situation.times
    late = choose(times, now).late
    if late is None or not situation.has_left(late):
        return corrected  # whoever is without news gets it from what is planned
    return corrected + await tell_late(situation, late, times, only_lost=True)
