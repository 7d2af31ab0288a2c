"""Approval: a broadcast is submitted for a moment, and somebody lets it leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import household_count
from broadcaster.campaigns.audience.recipients import anybody
from broadcaster.campaigns.broadcasts.drafts import Draft, check_draft, draft_of
from broadcaster.campaigns.broadcasts.life import PLANNED, get_broadcast, move, record
from broadcaster.campaigns.broadcasts.reading import broadcast_fingerprint
from broadcaster.campaigns.models import Broadcast, BroadcastKind, BroadcastState, Purpose
from broadcaster.campaigns.refusals import (
    NobodyInAudienceError,
    NotADraftError,
    NothingToApproveError,
    ReadAnotherTextError,
    ScheduledInThePastError,
    SecondPersonNeededError,
)
from broadcaster.campaigns.wording import day_and_hour
from broadcaster.register.models import Site
from broadcaster.sending import mailings
from broadcaster.sending.models import Hours
from broadcaster.staff.roles import Capability, who_may

GRACE: Final = timedelta(minutes=1)
"""A form gives whole minutes: the minute that is running is still now."""

HOURS: Final = {
    Purpose.INFORMATION: Hours.COURTESY,
    Purpose.URGENT: Hours.URGENT,
    Purpose.OFFER: Hours.OFFER,
}
"""The hours each purpose keeps."""


@dataclass(frozen=True, slots=True)
class ApprovalPolicy:
    """From how many households on a second person must approve; 0: never."""

    second_person_from: int = 100

    async def needs_second_person(self, session: AsyncSession, draft: Draft) -> bool:
        """True for a broadcast that whoever wrote it should not let leave alone."""
        if not self.second_person_from:
            return False
        return await household_count(session, draft.audience) >= self.second_person_from


async def submit(
    session: AsyncSession,
    broadcast_id: int,
    at: datetime | None,
    user_id: int,
    now: datetime,
    policy: ApprovalPolicy,
) -> Broadcast:
    """Plan a draft for a moment, or for now when ``at`` is None, and ask for its approval.

    A small broadcast is approved by whoever submits it, at once. Raises ScheduledInThePastError,
    NobodyInAudienceError, NotADraftError, or what is wrong with the text: all is checked again,
    as the register and the works may have changed.
    """
    broadcast = await get_broadcast(session, broadcast_id)
    moment = _moment(at, now)
    draft = draft_of(broadcast)
    await check_draft(session, draft)
    if not await anybody(session, draft.audience, draft.purpose):
        raise NobodyInAudienceError
    waiting = BroadcastState.TO_APPROVE
    values = {"scheduled_at": moment, "submitted_by_id": user_id}
    if not await move(session, broadcast_id, (BroadcastState.DRAFT,), waiting, **values):
        raise NotADraftError
    broadcast = await get_broadcast(session, broadcast_id)
    when = day_and_hour(moment)
    await record(session, broadcast, user_id, "broadcast_scheduled", now, when=when)
    if await policy.needs_second_person(session, draft):
        return broadcast
    return await _approve(session, broadcast, user_id, now)


async def approve(
    session: AsyncSession,
    broadcast_id: int,
    user_id: int,
    now: datetime,
    policy: ApprovalPolicy,
    *,
    read: str | None = None,
) -> Broadcast:
    """Let a submitted broadcast leave when it is due.

    ``read`` is the fingerprint of what the approver saw; None only where nobody looks at a page.
    Raises NothingToApproveError, SecondPersonNeededError when whoever submitted it approves
    it although somebody else could, or ReadAnotherTextError.
    """
    broadcast = await get_broadcast(session, broadcast_id, held=True)
    if broadcast.state is not BroadcastState.TO_APPROVE:
        raise NothingToApproveError
    await check_approver(session, broadcast, user_id, policy)
    if read is not None and read != await broadcast_fingerprint(session, broadcast):
        raise ReadAnotherTextError
    return await _approve(session, broadcast, user_id, now)


async def check_approver(
    session: AsyncSession, broadcast: Broadcast, user_id: int, policy: ApprovalPolicy
) -> None:
    """Raise SecondPersonNeededError when somebody else must approve a broadcast.

    Whoever is alone in the team approves what they wrote; the audit log shows it.
    """
    if broadcast.submitted_by_id != user_id:
        return
    if not await policy.needs_second_person(session, draft_of(broadcast)):
        return
    if not await is_alone(session, user_id, draft_of(broadcast).audience.site_id):
        raise SecondPersonNeededError


async def is_alone(session: AsyncSession, user_id: int, site_id: int) -> bool:
    """True when nobody else may approve what concerns this site."""
    approvers = await who_may(session, Capability.APPROVE, site_id)
    return all(one.id == user_id for one in approvers)


async def _approve(
    session: AsyncSession, broadcast: Broadcast, user_id: int, now: datetime
) -> Broadcast:
    waiting, planned = (BroadcastState.TO_APPROVE,), BroadcastState.SCHEDULED
    values = {"approved_at": now, "approved_by_id": user_id}
    if not await move(session, broadcast.id, waiting, planned, **values):
        raise NothingToApproveError
    await let_leave(session, broadcast, now)
    await record(session, broadcast, user_id, "broadcast_approved", now)
    return await get_broadcast(session, broadcast.id)


async def let_leave(session: AsyncSession, broadcast: Broadcast, now: datetime) -> None:
    """Tell the ledger what a broadcast that was approved allows its messages."""
    draft = draft_of(broadcast)
    site = await session.get(Site, draft.audience.site_id)
    await mailings.allow(
        session,
        broadcast.id,
        now,
        hours=HOURS[broadcast.purpose],
        department=site.department if site else "",
        # A correction and an emergency must not wait for tomorrow.
        beyond_daily_limit=(
            broadcast.kind is BroadcastKind.CORRECTION or broadcast.purpose is Purpose.URGENT
        ),
        asks_presence=broadcast.asks_presence,
    )


async def reschedule(
    session: AsyncSession, broadcast_id: int, at: datetime | None, user_id: int, now: datetime
) -> Broadcast:
    """Another moment for a planned broadcast; the approval stays, as the text is the same.

    Raises ScheduledInThePastError, or NotADraftError once its release began.
    """
    broadcast = await get_broadcast(session, broadcast_id)
    moment = _moment(at, now)
    if not await move(session, broadcast_id, PLANNED, broadcast.state, scheduled_at=moment):
        raise NotADraftError
    when = day_and_hour(moment)
    await record(session, broadcast, user_id, "broadcast_rescheduled", now, when=when)
    return await get_broadcast(session, broadcast_id)


def _moment(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        return now
    if at < now - GRACE:
        raise ScheduledInThePastError(when=day_and_hour(at))
    return max(at, now)
