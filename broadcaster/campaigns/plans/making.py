"""Making: the broadcasts that Palier itself writes for a milestone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.approval import let_leave
from broadcaster.campaigns.broadcasts.drafts import LONGEST_TITLE, Draft
from broadcaster.campaigns.broadcasts.life import CANCELLABLE, EDITABLE, move, record
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Moment,
    PlannedMessage,
    Purpose,
)
from broadcaster.campaigns.texts.saved_texts import moment_label
from broadcaster.sending import mailings
from broadcaster.sending.models import Delivery, SkipReason
from broadcaster.works.models import Milestone
from broadcaster.works.scopes import Scope


@dataclass(frozen=True, slots=True)
class Writing:
    """What is told, to whom, when, and by whose leave."""

    kind: BroadcastKind
    moment: Moment | None
    body: str
    audience: Audience
    at: datetime | None  # None: it waits for the milestone
    expires_at: datetime | None
    title: str | None = None  # None: that of the moment
    purpose: Purpose = Purpose.INFORMATION
    versions: Mapping[str, str] = field(default_factory=dict)
    # Set when only those are meant who do not know it yet.
    told: str | None = None
    approved_by_id: int | None = None
    is_approved: bool = True


def title_of(works: str, moment: Moment | None) -> str:
    """The title, for staff, of a message about works."""
    ending = f" : {moment_label(moment)}"
    return works[: LONGEST_TITLE - len(ending)] + ending


async def write(
    session: AsyncSession, milestone: Milestone, writing: Writing, now: datetime
) -> Broadcast:
    """Make the broadcast; one that nobody approved waits for that."""
    title = writing.title or title_of(milestone.title, writing.moment)
    draft = Draft(
        title=title,
        body=writing.body,
        audience=writing.audience,
        milestone_id=milestone.id,
        purpose=writing.purpose,
        versions=writing.versions,
        expires_at=writing.expires_at,
    )
    broadcast = Broadcast(
        **draft.columns,
        kind=writing.kind,
        moment=writing.moment,
        told=writing.told,
        state=BroadcastState.SCHEDULED if writing.is_approved else BroadcastState.TO_APPROVE,
        scheduled_at=writing.at,
        created_at=now,
        approved_at=now if writing.is_approved else None,
        approved_by_id=writing.approved_by_id if writing.is_approved else None,
    )
    session.add(broadcast)
    await session.flush()
    if writing.is_approved:
        await let_leave(session, broadcast, now)
    await record(session, broadcast, None, "broadcast_created", now)
    return broadcast


def audience_of(milestone: Milestone) -> Audience:
    """Everybody who lives where a milestone takes place."""
    scope = Scope.of(milestone)
    narrow = {"building_id": "building_ids", "staircase_id": "staircase_ids", "flat_id": "flat_ids"}
    if scope.level not in narrow:
        return Audience(site_id=milestone.site_id)
    return Audience.model_validate({"site_id": milestone.site_id, narrow[scope.level]: (scope.id,)})


async def put(
    session: AsyncSession,
    broadcast: Broadcast,
    milestone: Milestone,
    at: datetime | None,
    expires_at: datetime | None,
    *,
    told: str | None = None,
) -> bool:
    """Bring one that was not released to another moment and the places of today.

    False when its release began meanwhile.
    """
    for state in EDITABLE:
        if await move(
            session,
            broadcast.id,
            (state,),
            state,
            scheduled_at=at,
            expires_at=expires_at,
            audience=audience_of(milestone).to_json(),
            told=told,
        ):
            return True
    return False


async def end_release(session: AsyncSession, broadcast: Broadcast, now: datetime) -> None:
    """Write no more messages of it; those it has go on, as far as they are still true."""
    releasing = (BroadcastState.RELEASING,)
    await move(session, broadcast.id, releasing, BroadcastState.SENDING, released_at=now)


async def call_off(session: AsyncSession, broadcast: Broadcast, now: datetime) -> bool:
    """Stop one because the milestone changed; False when it was over.

    It forgets what it told and its plan forgets it, by which it is known from one that staff
    stopped: that one does not come back.
    """
    stopped = BroadcastState.CANCELLED
    if not await move(session, broadcast.id, CANCELLABLE, stopped, finished_at=now, told=None):
        return False
    waiting = Delivery.broadcast_id == broadcast.id
    await mailings.skip_waiting(session, waiting, SkipReason.SUPERSEDED, now)
    await mailings.cancel(session, broadcast.id, now)
    await session.execute(
        update(PlannedMessage)
        .where(PlannedMessage.broadcast_id == broadcast.id)
        .values(broadcast_id=None)
        .execution_options(synchronize_session=False)
    )
    await record(session, broadcast, None, "broadcast_replaced", now)
    return True
