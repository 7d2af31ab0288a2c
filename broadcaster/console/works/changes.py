"""What staff do to the calendar: confirm a fact, change a milestone. The audit log has both."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.plans.following import follow_milestone
from broadcaster.console.words import say
from broadcaster.console.works.form import MilestoneChanges
from broadcaster.french import span
from broadcaster.sending.gate.hours import Timetable
from broadcaster.staff import audit
from broadcaster.staff.models import StaffUser
from broadcaster.works.models import Milestone, PlannedCut


async def confirm(
    session: AsyncSession, fact: Milestone | PlannedCut, user: StaffUser, now: datetime
) -> None:
    """Say that a milestone or a cut was checked and is still true."""
    fact.confirm(user.name, now)
    title = say(f"cut.{fact.kind}") if isinstance(fact, PlannedCut) else fact.title
    detail = {"title": title, "when": span(fact.starts_at, fact.ends_at)}
    action = "cut_confirmed" if isinstance(fact, PlannedCut) else "milestone_confirmed"
    subject = f"{fact.__tablename__} {fact.id}"
    await audit.record(session, user.id, action, subject, detail, now)


async def change(
    session: AsyncSession,
    milestone: Milestone,
    changes: MilestoneChanges,
    user: StaffUser,
    now: datetime,
    courtesy: Timetable,
) -> None:
    """Change a milestone, and its messages with it; a form that changes nothing confirms it."""
    told = _differences(milestone, changes)
    if not told:
        await confirm(session, milestone, user, now)
        return
    milestone.starts_at, milestone.ends_at = changes.starts_at, changes.ends_at
    milestone.state, milestone.detail = changes.state, changes.detail
    milestone.confirm(user.name, now)
    detail = {"title": milestone.title, "changes": ", ".join(told)}
    subject = f"milestone {milestone.id}"
    await audit.record(session, user.id, "milestone_changed", subject, detail, now)
    await follow_milestone(session, milestone.id, now, courtesy)


def _differences(milestone: Milestone, changes: MilestoneChanges) -> list[str]:
    told = []
    before = span(milestone.starts_at, milestone.ends_at)
    if (milestone.starts_at, milestone.ends_at) != (changes.starts_at, changes.ends_at):
        after = span(changes.starts_at, changes.ends_at)
        told.append(say("change.dates", before=before, after=after))
    if milestone.state is not changes.state:
        told.append(
            say(
                "change.state",
                before=say(f"milestone.{milestone.state}"),
                after=say(f"milestone.{changes.state}"),
            )
        )
    if milestone.detail != changes.detail:
        told.append(say("change.detail"))
    return told
