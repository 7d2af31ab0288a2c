"""What follows from a change of a milestone, told before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Moment, PlanState
from broadcaster.campaigns.plans.moments import Place, due_times
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.texts import fill_in, milestone_values
from broadcaster.campaigns.texts.own_texts import texts_now
from broadcaster.campaigns.texts.saved_texts import SavedText, moment_label
from broadcaster.console.works.fact_words import changed_copy
from broadcaster.console.works.form import MilestoneChanges
from broadcaster.console.works.plan_views import WronglyTold, is_past, wrongly_told
from broadcaster.sending.gate.hours import next_opening
from broadcaster.sending.models import Delivery
from broadcaster.sending.states import WAITING
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.scopes import Scope
from broadcaster.works.telling import truth_of


@dataclass(frozen=True, slots=True)
class Consequences:
    """Whom a change concerns, and what is sent for it."""

    milestone: Milestone  # as it would be
    wrong: WronglyTold  # who would then believe what is no longer so
    moved: str  # the text for those who need another date; "" when nobody does
    gone: str  # the text for those whom it no longer concerns; "" when there is nobody
    leaves_at: datetime | None  # None: at once
    needs_approval: bool  # somebody has to read the correction first
    kept_back: int  # messages that wait with the old date, and will not leave
    planned: list[tuple[str, datetime]]  # the reminders still to come, at their new moments


async def consequences_of(
    session: AsyncSession,
    milestone: Milestone,
    changes: MilestoneChanges,
    place: Place,
    now: datetime,
) -> Consequences | None:
    """What a change entails; None when nobody was told anything that it makes untrue."""
    changed = changed_copy(milestone, changes)
    is_elsewhere = Scope.of(changed) != Scope.of(milestone)
    if truth_of(changed) == truth_of(milestone) and not is_elsewhere:
        return None
    wrong = await wrongly_told(session, changed, now)
    if not wrong.beliefs:
        return None
    plan = await plan_of(session, milestone.id)
    is_running = plan is not None and plan.state is PlanState.APPROVED
    is_cancelled = changed.state is MilestoneState.CANCELLED
    texts = await texts_now(session, changed.kind)
    is_moved = truth_of(changed) != truth_of(milestone) and not is_cancelled
    times = {} if is_past(changed) or not is_running else due_times(changed.starts_at, place)
    return Consequences(
        milestone=changed,
        wrong=wrong,
        moved=_correction(texts, changed, Moment.MOVED) if is_moved else "",
        gone=_correction(texts, changed, Moment.CANCELLED) if is_cancelled or is_elsewhere else "",
        leaves_at=next_opening(place.courtesy, place.department, now),
        needs_approval=not is_running,
        kept_back=await _kept_back(session, changed),
        planned=[(moment_label(moment), at) for moment, at in times.items() if at > now],
    )


def _correction(texts: Mapping[Moment, SavedText], changed: Milestone, moment: Moment) -> str:
    return fill_in(texts[moment].body, milestone_values(changed))


async def _kept_back(session: AsyncSession, changed: Milestone) -> int:
    waiting = select(func.count()).where(
        Delivery.milestone_id == changed.id,
        Delivery.state.in_(WAITING),
        Delivery.told.is_not(None),
        Delivery.told != truth_of(changed),
    )
    return await session.scalar(waiting) or 0
