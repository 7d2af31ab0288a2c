"""What follows from a change of a milestone, told before it is saved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Moment, PlanState
from broadcaster.campaigns.plans.moments import Place, due_times
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.texts import fill_in, milestone_values
from broadcaster.campaigns.texts.saved_texts import moment_label, texts_for
from broadcaster.console.works.form import MilestoneChanges
from broadcaster.console.works.plan_views import WronglyTold, is_past, wrongly_told
from broadcaster.sending.gate.hours import next_opening
from broadcaster.sending.models import Delivery
from broadcaster.sending.states import WAITING
from broadcaster.works.models import Milestone, MilestoneState
from broadcaster.works.telling import truth_of


@dataclass(frozen=True, slots=True)
class Consequences:
    """Whom a change concerns, and what is sent for it."""

    milestone: Milestone  # as it would be
    wrong: WronglyTold  # who would then believe what is no longer so
    correction: str  # the text they get
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
    changed = _as_changed(milestone, changes)
    if truth_of(changed) == truth_of(milestone):
        return None
    wrong = await wrongly_told(session, changed, now)
    if not wrong.beliefs:
        return None
    plan = await plan_of(session, milestone.id)
    is_running = plan is not None and plan.state is PlanState.APPROVED
    is_cancelled = changed.state is MilestoneState.CANCELLED
    text = texts_for(changed.kind)[Moment.CANCELLED if is_cancelled else Moment.MOVED]
    times = {} if is_past(changed) or not is_running else due_times(changed.starts_at, place)
    return Consequences(
        milestone=changed,
        wrong=wrong,
        correction=fill_in(text.body, milestone_values(changed)),
        leaves_at=next_opening(place.courtesy, place.department, now),
        needs_approval=not is_running,
        kept_back=await _kept_back(session, changed),
        planned=[(moment_label(moment), at) for moment, at in times.items() if at > now],
    )


def _as_changed(milestone: Milestone, changes: MilestoneChanges) -> Milestone:
    """A copy that no session knows of."""
    columns = inspect(Milestone).column_attrs.keys()
    copy = Milestone(**{name: getattr(milestone, name) for name in columns})
    copy.starts_at, copy.ends_at, copy.state = changes.starts_at, changes.ends_at, changes.state
    return copy


async def _kept_back(session: AsyncSession, changed: Milestone) -> int:
    waiting = select(func.count()).where(
        Delivery.milestone_id == changed.id,
        Delivery.state.in_(WAITING),
        Delivery.told.is_not(None),
        Delivery.told != truth_of(changed),
    )
    return await session.scalar(waiting) or 0
