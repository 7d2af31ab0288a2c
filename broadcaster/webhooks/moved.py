"""Milestones that moved: their dates compared with those that were last looked at.

Whoever moved it, by the console, a file or the API, is thereby all the same.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.webhooks.happenings import Happening
from broadcaster.webhooks.models import Event, KnownMilestone
from broadcaster.works.models import Milestone
from broadcaster.works.telling import window_key, window_of


async def milestones_moved(session: AsyncSession, now: datetime) -> list[Happening]:
    """Milestones whose dates are others than at the last look; they are then known."""
    rows = await session.execute(
        select(Milestone, KnownMilestone).outerjoin(
            KnownMilestone, KnownMilestone.milestone_id == Milestone.id
        )
    )
    found = []
    for milestone, known in [(row[0], row[1]) for row in rows]:
        window = window_key(milestone.starts_at, milestone.ends_at)
        if known is None:
            session.add(KnownMilestone(milestone_id=milestone.id, window=window))
        elif known.window != window:
            found.append(_moved(milestone, known.window, window, now))
            known.window = window
    await session.flush()
    return found


def _moved(milestone: Milestone, before: str, after: str, now: datetime) -> Happening:
    event = Event.MILESTONE_MOVED
    was = window_of(before)
    data: dict[str, object] = {
        "reference": milestone.reference,
        "title": milestone.title,
        "state": milestone.state,
        "starts_at": milestone.starts_at.isoformat(),
        "ends_at": milestone.ends_at.isoformat(),
        "was": {"starts_at": was[0].isoformat(), "ends_at": was[1].isoformat()} if was else None,
    }
    # It may move there and back: the moment of the look tells one time from another.
    key = f"{event}:{milestone.id}:{int(now.timestamp() * 1000)}"
    return Happening(event, key, now, milestone.site_id, data)
