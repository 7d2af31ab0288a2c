"""Consequences: what follows from new dates for those who were told the old ones.

The console's own following does it, in the transaction of the change; here it is only told.
"""

from typing import Final

from sqlalchemy import func, select

from broadcaster.api.operations import Call
from broadcaster.api.work_shapes import Consequence, Correction
from broadcaster.campaigns.models import Broadcast, BroadcastKind, BroadcastState
from broadcaster.campaigns.plans.following import changed_milestones, follow_milestone
from broadcaster.campaigns.texts import fill_in, milestone_values
from broadcaster.staff.models import AuditEntry
from broadcaster.works.models import Milestone

_NEED: Final = frozenset({BroadcastState.DRAFT, BroadcastState.TO_APPROVE})


async def following(call: Call) -> list[Consequence]:
    """Follow every milestone that is no longer as it was told, and tell what that came to."""
    changed = await changed_milestones(call.session)
    found = [await _followed(call, one) for one in changed]
    return [one for one in found if one is not None]


async def _followed(call: Call, milestone_id: int) -> Consequence | None:
    before = await call.session.scalar(select(func.max(Broadcast.id))) or 0
    if not await follow_milestone(call.session, milestone_id, call.now, call.courtesy):
        return None
    milestone = await call.session.get_one(Milestone, milestone_id)
    kept_back, corrected = await _counts(call, milestone_id)
    return Consequence(
        reference=milestone.reference,
        kept_back=kept_back,
        to_correct=corrected,
        corrections=await _corrections(call, milestone, before),
    )


async def _counts(call: Call, milestone_id: int) -> tuple[int, int]:
    """What following wrote in the log of it."""
    detail = await call.session.scalar(
        select(AuditEntry.detail)
        .where(AuditEntry.subject == f"milestone {milestone_id}")
        .where(AuditEntry.action == "milestone_followed")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return (detail["kept_back"], detail["corrected"]) if detail else (0, 0)


async def _corrections(call: Call, milestone: Milestone, before: int) -> list[Correction]:
    made = await call.session.scalars(
        select(Broadcast)
        .where(Broadcast.id > before, Broadcast.milestone_id == milestone.id)
        .where(Broadcast.kind == BroadcastKind.CORRECTION)
        .order_by(Broadcast.id)
    )
    values = milestone_values(milestone)
    return [
        Correction(text=fill_in(one.body, values), needs_approval=one.state in _NEED)
        for one in made
    ]
