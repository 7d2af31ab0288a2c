"""Corrections: whoever was told what is no longer true is told what is, once for each change."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.audience.recipients import Recipient, numbers_of, recipients
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.broadcasts.life import CANCELLABLE, EDITABLE
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    MessagePlan,
    Moment,
    PlanState,
)
from broadcaster.campaigns.plans.beliefs import corrections_of, owed_count, owed_page
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.making import Writing, call_off, write
from broadcaster.campaigns.plans.untold import knowing
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.texts.own_texts import texts_now
from broadcaster.staff.alerts import raise_alert
from broadcaster.works.models import Milestone
from broadcaster.works.telling import NOTHING

KINDS: Final = (Moment.MOVED, Moment.CANCELLED)

LEARN_WITHIN: Final = timedelta(days=3)
"""How long a correction is of use at least: over a Sunday and a public holiday."""

YET_TO_READ: Final = (*EDITABLE, BroadcastState.RELEASING, BroadcastState.CANCELLED)
"""One in such a state still finds its readers, or was stopped by staff: no other is made."""

_UNAPPROVED: Final = (BroadcastState.DRAFT, BroadcastState.TO_APPROVE)


async def forget_old(session: AsyncSession, milestone_id: int, now: datetime) -> None:
    """Call off what earlier changes called for, as far as it is not over.

    Whoever it has not reached is found again by what they believe, or do not know.
    """
    found = await session.scalars(
        select(Broadcast)
        .where(Broadcast.milestone_id == milestone_id, Broadcast.told.is_not(None))
        .order_by(Broadcast.id)
        .execution_options(populate_existing=True)
    )
    for broadcast in found.all():
        if broadcast.kind is BroadcastKind.PLANNED and broadcast.state in _UNAPPROVED:
            continue  # its text still waits for somebody to approve it
        if broadcast.state in CANCELLABLE:
            await call_off(session, broadcast, now)
    await session.execute(
        update(Broadcast)
        .where(Broadcast.milestone_id == milestone_id, Broadcast.told.is_not(None))
        .values(told=None)
        .execution_options(synchronize_session=False)
    )


async def correct(
    session: AsyncSession, plan: MessagePlan, milestone: Milestone, known: Followed, now: datetime
) -> int:
    """Prepare what corrections are owed; give for how many telephones.

    Whoever approved the plan approved them with it. Without a plan somebody has to, and is told.
    """
    total = 0
    for moment in KINDS:
        if await _is_open(session, milestone.id, moment):
            continue  # it finds its readers at the moment it is released
        owed = await owed_count(session, milestone.id, known, moment, now)
        if owed:
            await _prepare(session, plan, milestone, known, moment, owed, now)
            total += owed
    return total


async def _is_open(session: AsyncSession, milestone_id: int, moment: Moment) -> bool:
    query = select(Broadcast.id).where(
        *corrections_of(milestone_id),
        Broadcast.moment == moment,
        Broadcast.state.in_(YET_TO_READ),
    )
    return await session.scalar(query.limit(1)) is not None


async def _prepare(
    session: AsyncSession,
    plan: MessagePlan,
    milestone: Milestone,
    known: Followed,
    moment: Moment,
    owed: int,
    now: datetime,
) -> None:
    is_approved = plan.state is PlanState.APPROVED
    enough = now + LEARN_WITHIN
    text = (await texts_now(session, milestone.kind))[moment]
    writing = Writing(
        kind=BroadcastKind.CORRECTION,
        moment=moment,
        body=text.body,
        versions=text.versions,
        audience=Audience(site_id=milestone.site_id),
        at=now,
        expires_at=enough if moment is Moment.CANCELLED else max(milestone.ends_at, enough),
        told=NOTHING if moment is Moment.CANCELLED else known.truth,
        approved_by_id=plan.approved_by_id,
        is_approved=is_approved,
    )
    broadcast = await write(session, milestone, writing, now)
    if not is_approved:
        detail = {"title": milestone.title, "contacts": owed}
        subject, key = f"broadcast {broadcast.id}", f"correction {broadcast.id}"
        await raise_alert(session, key, "correction_to_approve", subject, detail, now)


async def uninformed(
    session: AsyncSession,
    broadcast: Broadcast,
    draft: Draft,
    milestone: Milestone,
    now: datetime,
    *,
    limit: int,
) -> list[Recipient]:
    """The next readers of a broadcast that is only for those who do not know what it tells.

    Nobody when the milestone has changed again meanwhile: following it makes another broadcast.
    """
    plan = await plan_of(session, milestone.id)
    known = Followed.read(plan.followed) if plan else None
    if known is None or Followed.of(milestone, known) != known:
        return []
    if broadcast.kind is BroadcastKind.CORRECTION and broadcast.moment in KINDS:
        return await owed_page(
            session,
            milestone.id,
            known,
            broadcast.moment,
            now,
            after=broadcast.released_up_to,
            limit=limit,
        )
    return await _untold(session, broadcast, draft, known, limit)


async def _untold(
    session: AsyncSession, broadcast: Broadcast, draft: Draft, known: Followed, limit: int
) -> list[Recipient]:
    after = broadcast.released_up_to
    only_lost = broadcast.kind is BroadcastKind.WRITTEN
    while page := await recipients(
        session, draft.audience, draft.purpose, after=after, limit=limit
    ):
        numbers = numbers_of(page)
        facts = await knowing(
            session, broadcast.milestone_id or 0, known, numbers, beside=broadcast.id
        )
        wanted = (set(facts.lost) if only_lost else numbers) - set(facts.informed)
        if left := [one for one in page if one.number in wanted]:
            return left
        after = page[-1].contact_id
    return []
