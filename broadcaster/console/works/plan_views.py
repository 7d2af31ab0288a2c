"""The messages a milestone drives, as its page shows them: when each leaves, and what became of
it; and who was told what is no longer so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import (
    Broadcast,
    MessagePlan,
    Moment,
    PlannedMessage,
    PlanState,
)
from broadcaster.campaigns.plans.beliefs import Belief, wrong_beliefs
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.moments import Place, choose, due_times
from broadcaster.campaigns.plans.planning import messages_of
from broadcaster.campaigns.plans.watching import plan_of
from broadcaster.campaigns.texts import ALLOWED, fill_in, milestone_values
from broadcaster.campaigns.texts.saved_texts import moment_label
from broadcaster.console.broadcasts.standings import Progress, progress_of_each
from broadcaster.console.staff_names import name_of
from broadcaster.works.models import Milestone, MilestoneState

MOST_NAMED: Final = 500
"""How many people who were told wrong are looked up at once."""

BROADCASTS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a plan."""

    message: PlannedMessage
    label: str  # « la veille »
    body: str  # with what it says of the milestone filled in
    versions: dict[str, str]  # the same, by language
    due_at: datetime | None  # None: it waits for the end of the milestone
    timing: str  # "ahead", "late" (told at once), "dropped" (too late), "at_end"
    broadcast: Broadcast | None  # made once the plan is approved


@dataclass(frozen=True, slots=True)
class WronglyTold:
    """People who believe what is not so."""

    beliefs: Sequence[Belief]  # the first of them

    @property
    def telephones(self) -> int:
        """How many telephones they read it on; one may serve several households."""
        return len({one.number for one in self.beliefs})

    @property
    def is_cut_short(self) -> bool:
        """True when there may be more."""
        return len(self.beliefs) >= MOST_NAMED


@dataclass(frozen=True, slots=True)
class PlanView:
    """What was told of a milestone and what will be."""

    plan: MessagePlan | None
    lines: list[Line]
    approved_by: str
    broadcasts: list[Broadcast]  # the others about the milestone, the newest first
    standings: dict[int, Progress]
    wrong: WronglyTold

    @property
    def is_running(self) -> bool:
        """True when its messages leave by themselves."""
        return self.plan is not None and self.plan.state is PlanState.APPROVED


async def plan_view(
    session: AsyncSession, milestone: Milestone, place: Place, now: datetime
) -> PlanView:
    """Read the plan of a milestone, and the broadcasts about it."""
    plan = await plan_of(session, milestone.id)
    about = select(Broadcast).where(Broadcast.milestone_id == milestone.id)
    newest = about.order_by(Broadcast.id.desc()).limit(BROADCASTS_SHOWN)
    broadcasts = list(await session.scalars(newest))
    lines = await _lines(session, plan, milestone, place, now) if plan else []
    made = [line.broadcast for line in lines if line.broadcast]
    return PlanView(
        plan=plan,
        lines=lines,
        approved_by=await name_of(session, plan.approved_by_id) if plan else "",
        broadcasts=[one for one in broadcasts if one not in made],
        standings=await progress_of_each(session, [*broadcasts, *made]),
        wrong=await wrongly_told(session, milestone, now),
    )


async def _lines(
    session: AsyncSession, plan: MessagePlan, milestone: Milestone, place: Place, now: datetime
) -> list[Line]:
    messages = await messages_of(session, plan.id)
    wanted = {message.moment for message in messages if message.wanted}
    times = due_times(milestone.starts_at, place)
    timings = _timings({moment: at for moment, at in times.items() if moment in wanted}, now)
    made = await _made(session, messages)
    return [
        Line(
            message=one,
            label=moment_label(one.moment),
            body=_told(one.body, milestone),
            versions={code: _told(text, milestone) for code, text in one.versions.items()},
            due_at=times.get(one.moment),
            timing=timings.get(one.moment, "at_end"),
            broadcast=made.get(one.broadcast_id or 0),
        )
        for one in messages
    ]


def _told(text: str, milestone: Milestone) -> str:
    """A text as everybody reads it: what differs from home to home stays in braces."""
    written = {name: f"{{{name}}}" for name in ALLOWED}
    return fill_in(text, written | milestone_values(milestone))


def _timings(times: dict[Moment, datetime], now: datetime) -> dict[Moment, str]:
    choice = choose(times, now)
    late = {choice.late: "late"} if choice.late else {}
    return dict.fromkeys(choice.ahead, "ahead") | late | dict.fromkeys(choice.dropped, "dropped")


async def _made(session: AsyncSession, messages: Sequence[PlannedMessage]) -> dict[int, Broadcast]:
    ids = [one.broadcast_id for one in messages if one.broadcast_id is not None]
    found = await session.scalars(select(Broadcast).where(Broadcast.id.in_(ids)))
    return {one.id: one for one in found}


async def wrongly_told(
    session: AsyncSession, milestone: Milestone, now: datetime, *, offset: int = 0
) -> WronglyTold:
    """Who was told something else than what a milestone says, also one that is only imagined."""
    plan = await plan_of(session, milestone.id)
    if plan is None:
        return WronglyTold([])
    known = Followed.of(milestone, Followed.read(plan.followed))
    return WronglyTold(
        await wrong_beliefs(session, milestone.id, known, now=now, offset=offset, limit=MOST_NAMED)
    )


def is_past(milestone: Milestone) -> bool:
    """True when nothing is left to announce of it."""
    return milestone.state in (MilestoneState.CANCELLED, MilestoneState.DONE)
