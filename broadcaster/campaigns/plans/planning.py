"""Planning: what staff do with the messages of a milestone. They are derived, and approved once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.approval import let_leave
from broadcaster.campaigns.broadcasts.control import cancel
from broadcaster.campaigns.broadcasts.drafts import Draft, check_draft
from broadcaster.campaigns.broadcasts.life import OVER, PLANNED, get_broadcast, move
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastState,
    MessagePlan,
    Moment,
    PlannedMessage,
    PlanState,
)
from broadcaster.campaigns.plans import arranging
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.following import COURTESY, follow_milestone
from broadcaster.campaigns.plans.making import call_off
from broadcaster.campaigns.plans.moments import OF_A_PLAN, Choice
from broadcaster.campaigns.plans.reading import plan_fingerprint, waiting_corrections
from broadcaster.campaigns.plans.watching import get_plan, held_milestone, plan_of, watch
from broadcaster.campaigns.refusals import (
    MessageLeftError,
    MilestoneCancelledError,
    MomentPassedError,
    NoMessageWantedError,
    NoSuchMessageError,
    NoSuchPlanError,
    PlanApprovedError,
    PlanNotRunningError,
    ReadAnotherTextError,
)
from broadcaster.campaigns.texts.own_texts import texts_now
from broadcaster.campaigns.texts.saved_texts import moment_label
from broadcaster.database import insert_unless_there
from broadcaster.sending import mailings
from broadcaster.sending.gate.hours import Timetable
from broadcaster.staff import audit
from broadcaster.works.models import Milestone, MilestoneState


async def derive_plan(session: AsyncSession, milestone: Milestone, now: datetime) -> MessagePlan:
    """The plan of a milestone, with the saved texts of its kind for each moment it lacks."""
    await watch(session, milestone, now)
    plan = await plan_of(session, milestone.id)
    if plan is None:  # it was written just now
        raise NoSuchPlanError
    texts = await texts_now(session, milestone.kind)
    for moment in OF_A_PLAN:
        row = {"plan_id": plan.id, "moment": moment, "body": texts[moment].body}
        versions = dict(texts[moment].versions)
        await session.execute(
            insert_unless_there(session, PlannedMessage).values(
                wanted=True, versions=versions, **row
            )
        )
    return plan


async def messages_of(session: AsyncSession, plan_id: int) -> list[PlannedMessage]:
    """The messages of a plan, in order of time."""
    found = await session.scalars(
        select(PlannedMessage)
        .where(PlannedMessage.plan_id == plan_id)
        .execution_options(populate_existing=True)
    )
    return sorted(found, key=lambda one: OF_A_PLAN.index(one.moment))


async def approve_plan(
    session: AsyncSession,
    plan_id: int,
    user_id: int,
    now: datetime,
    courtesy: Timetable = COURTESY,
    *,
    read: str | None = None,
) -> Choice:
    """Let the messages of a plan leave at their moments; tell what is told when.

    Corrections that waited for an approval are approved with it. ``read`` is the fingerprint of
    what the approver saw; None only where nobody looks at a page. Raises PlanApprovedError,
    MilestoneCancelledError, NoMessageWantedError, ReadAnotherTextError, or what is wrong with a
    text.
    """
    plan, milestone = await _alone_with(session, plan_id)
    if plan.state is PlanState.APPROVED:
        raise PlanApprovedError
    if milestone.state is MilestoneState.CANCELLED:
        raise MilestoneCancelledError
    wanted = [message for message in await messages_of(session, plan_id) if message.wanted]
    if not wanted:
        raise NoMessageWantedError
    await _check_read(session, plan, milestone, read)
    for message in wanted:
        await _check(session, milestone, message.body, message.versions)
    await follow_milestone(session, milestone.id, now, courtesy)
    await _set_state(session, plan_id, PlanState.APPROVED, user_id, now)
    plan = await get_plan(session, plan_id)
    await _approve_corrections(session, plan, now)
    choice = await arranging.arrange(await _situation(session, plan, milestone, now, courtesy))
    await _record(session, milestone, "plan_approved", user_id, now)
    return choice


async def _alone_with(session: AsyncSession, plan_id: int) -> tuple[MessagePlan, Milestone]:
    """The plan and its milestone: whoever changes a text and whoever approves take turns."""
    milestone_id = (await get_plan(session, plan_id)).milestone_id
    milestone = await held_milestone(session, milestone_id)
    plan = await plan_of(session, milestone_id, alone=True)
    if plan is None:
        raise NoSuchPlanError
    return plan, milestone


async def _check_read(
    session: AsyncSession, plan: MessagePlan, milestone: Milestone, read: str | None
) -> None:
    await waiting_corrections(session, milestone.id, held=True)
    if read is not None and read != await plan_fingerprint(session, plan, milestone):
        raise ReadAnotherTextError


async def stop_plan(session: AsyncSession, plan_id: int, user_id: int, now: datetime) -> int:
    """Stop the messages of a plan; give how many in the ledger will not leave.

    Corrections go on being prepared, to be approved one by one. Raises PlanNotRunningError.
    """
    plan = await get_plan(session, plan_id)
    milestone = await held_milestone(session, plan.milestone_id)
    stopped = await session.scalar(
        update(MessagePlan)
        .where(MessagePlan.id == plan_id, MessagePlan.state == PlanState.APPROVED)
        .values(state=PlanState.STOPPED)
        .returning(MessagePlan.id)
        .execution_options(synchronize_session=False)
    )
    if stopped is None:
        raise PlanNotRunningError
    left = 0
    for message in await messages_of(session, plan_id):
        if message.broadcast_id is None:
            continue
        broadcast = await get_broadcast(session, message.broadcast_id)
        if broadcast.state not in OVER:
            left += await cancel(session, broadcast.id, user_id, now)
        message.broadcast_id = None
    await _record(session, milestone, "plan_stopped", user_id, now)
    return left


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff want a planned message to be."""

    body: str
    versions: Mapping[str, str]
    wanted: bool = True


async def change_message(
    session: AsyncSession,
    plan_id: int,
    moment: Moment,
    wish: Wish,
    user_id: int,
    now: datetime,
    courtesy: Timetable = COURTESY,
) -> PlannedMessage:
    """Change one message; in an approved plan it has to be approved again, by itself.

    Raises NoSuchMessageError, MessageLeftError once its release began, MomentPassedError when it
    would never leave, or what is wrong with the text.
    """
    plan, milestone = await _alone_with(session, plan_id)
    message = next(
        (one for one in await messages_of(session, plan_id) if one.moment is moment), None
    )
    if message is None:
        raise NoSuchMessageError
    draft = await _check(session, milestone, wish.body, wish.versions)
    same_text = (draft.clean_body, draft.clean_versions) == (message.body, message.versions)
    if same_text and wish.wanted is message.wanted:
        return message
    message.body, message.versions = draft.clean_body, draft.clean_versions
    message.wanted = wish.wanted
    await session.flush()
    if plan.state is PlanState.APPROVED:
        situation = await _situation(session, plan, milestone, now, courtesy)
        await _change_approved(situation, moment, user_id, same_text=same_text)
    label = moment_label(moment)
    await _record(session, milestone, "plan_message_changed", user_id, now, moment=label)
    return message


async def _change_approved(
    situation: arranging.Situation, moment: Moment, user_id: int, *, same_text: bool
) -> None:
    session, message = situation.session, situation.messages[moment]
    broadcast = situation.broadcasts.get(moment)
    if broadcast is not None and broadcast.state is not BroadcastState.CANCELLED:
        if situation.unreleased(moment) is None:
            raise MessageLeftError
        if not message.wanted:
            await call_off(session, broadcast, situation.now)
        elif not same_text:
            await _ask_again(session, broadcast, message, user_id)
    elif message.wanted:
        situation.broadcasts.pop(moment, None)
        if not await arranging.add(situation, moment):
            raise MomentPassedError
        await _ask_again(session, situation.broadcasts[moment], message, user_id)


async def _ask_again(
    session: AsyncSession, broadcast: Broadcast, message: PlannedMessage, user_id: int
) -> None:
    values = {
        "body": message.body,
        "versions": message.versions,
        "approved_at": None,
        "approved_by_id": None,
        "submitted_by_id": user_id,
    }
    if not await move(session, broadcast.id, PLANNED, BroadcastState.TO_APPROVE, **values):
        raise MessageLeftError
    await mailings.withdraw(session, broadcast.id)


async def _check(
    session: AsyncSession, milestone: Milestone, body: str, versions: Mapping[str, str]
) -> Draft:
    audience = Audience(site_id=milestone.site_id)
    draft = Draft(milestone.title, body, audience, milestone.id, versions=versions)
    await check_draft(session, draft)
    return draft


async def _situation(
    session: AsyncSession,
    plan: MessagePlan,
    milestone: Milestone,
    now: datetime,
    courtesy: Timetable,
) -> arranging.Situation:
    known = Followed.of(milestone, Followed.read(plan.followed))
    return await arranging.situation_of(session, plan, milestone, known, courtesy, now)


async def _set_state(
    session: AsyncSession, plan_id: int, state: PlanState, user_id: int, now: datetime
) -> None:
    approved = await session.scalar(
        update(MessagePlan)
        .where(MessagePlan.id == plan_id, MessagePlan.state != state)
        .values(state=state, approved_at=now, approved_by_id=user_id)
        .returning(MessagePlan.id)
        .execution_options(synchronize_session=False)
    )
    if approved is None:
        raise PlanApprovedError


async def _approve_corrections(session: AsyncSession, plan: MessagePlan, now: datetime) -> None:
    for broadcast_id in [one.id for one in await waiting_corrections(session, plan.milestone_id)]:
        values = {"approved_at": now, "approved_by_id": plan.approved_by_id}
        to_approve = (BroadcastState.TO_APPROVE,)
        if await move(session, broadcast_id, to_approve, BroadcastState.SCHEDULED, **values):
            await let_leave(session, await get_broadcast(session, broadcast_id), now)


async def _record(
    session: AsyncSession,
    milestone: Milestone,
    action: str,
    user_id: int,
    now: datetime,
    **detail: str,
) -> None:
    words = {"title": milestone.title} | detail
    await audit.record(session, user_id, action, f"milestone {milestone.id}", words, now)
