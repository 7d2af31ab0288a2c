"""Reading: what whoever approves a broadcast had before their eyes, as one short fingerprint.

The form that approves carries it, so that nobody lets leave what a colleague wrote meanwhile.
"""

import hashlib
import json

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast
from broadcaster.campaigns.texts import milestone_values
from broadcaster.works.models import Milestone


def fingerprint(*read: object) -> str:
    """Some values in short: another one as soon as any of them is another."""
    written = json.dumps(read, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode()).hexdigest()


async def broadcast_fingerprint(session: AsyncSession, broadcast: Broadcast) -> str:
    """What a broadcast says, in every language, to whom, why, and when it leaves."""
    milestone_id = broadcast.milestone_id
    milestone = await session.get(Milestone, milestone_id) if milestone_id else None
    return fingerprint(*_parts(broadcast), milestone and milestone_parts(milestone))


def _parts(broadcast: Broadcast) -> tuple[object, ...]:
    return (
        broadcast.id,
        broadcast.title,
        broadcast.body,
        broadcast.versions,
        broadcast.audience,
        broadcast.told,  # a correction's readers
        broadcast.purpose,
        broadcast.asks_presence,
        broadcast.scheduled_at,
        broadcast.expires_at,
        broadcast.milestone_id,
    )


def milestone_parts(milestone: Milestone) -> tuple[object, ...]:
    """What a text may say of a milestone, and whom it concerns."""
    return (
        milestone_values(milestone),
        milestone.starts_at,
        milestone.ends_at,
        milestone.state,
        milestone.site_id,
        milestone.building_id,
        milestone.staircase_id,
        milestone.flat_id,
    )
