"""Writing a broadcast: kept as a draft, changed until its release, copied."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.drafts import Draft, check_draft, draft_of
from broadcaster.campaigns.broadcasts.life import EDITABLE, PLANNED, get_broadcast, move, record
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import NotADraftError
from broadcaster.sending import mailings

_UNAPPROVED: Final = {"approved_at": None, "approved_by_id": None, "submitted_by_id": None}
"""What a draft has lost, whatever it was before."""


async def create_draft(
    session: AsyncSession, draft: Draft, user_id: int, now: datetime
) -> Broadcast:
    """Keep a new draft; raise a CampaignRefusedError that says what must be corrected."""
    await check_draft(session, draft)
    broadcast = Broadcast(**draft.columns, created_at=now, created_by_id=user_id)
    session.add(broadcast)
    await session.flush()
    await record(session, broadcast, user_id, "broadcast_created", now)
    return broadcast


async def update_draft(
    session: AsyncSession, broadcast_id: int, draft: Draft, user_id: int, now: datetime
) -> Broadcast:
    """Change a broadcast that was not released yet: it is a draft again, to be approved anew.

    Raises NotADraftError once its release began, or what ``create_draft`` raises.
    """
    await get_broadcast(session, broadcast_id)
    await check_draft(session, draft)
    values = draft.columns | _UNAPPROVED
    if not await move(session, broadcast_id, EDITABLE, BroadcastState.DRAFT, **values):
        raise NotADraftError
    await mailings.withdraw(session, broadcast_id)
    broadcast = await get_broadcast(session, broadcast_id)
    await record(session, broadcast, user_id, "broadcast_updated", now)
    return broadcast


async def send_back(
    session: AsyncSession, broadcast_id: int, user_id: int, now: datetime
) -> Broadcast:
    """Make a planned broadcast a draft again, for its writer to go on with.

    Raises NotADraftError once its release began, or when it is not planned.
    """
    await get_broadcast(session, broadcast_id)
    if not await move(session, broadcast_id, PLANNED, BroadcastState.DRAFT, **_UNAPPROVED):
        raise NotADraftError
    await mailings.withdraw(session, broadcast_id)
    broadcast = await get_broadcast(session, broadcast_id)
    await record(session, broadcast, user_id, "broadcast_sent_back", now)
    return broadcast


async def duplicate(
    session: AsyncSession, broadcast_id: int, user_id: int, now: datetime
) -> Broadcast:
    """A new draft with the same text and audience; raise what ``create_draft`` raises."""
    return await create_draft(
        session, draft_of(await get_broadcast(session, broadcast_id)), user_id, now
    )
