"""Arranging: the messages of an approved plan become broadcasts, and move with the milestone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.life import EDITABLE, get_broadcast
from broadcaster.campaigns.models import (
    Broadcast,
    BroadcastKind,
    BroadcastState,
    MessagePlan,
    Moment,
    PlannedMessage,
)
from broadcaster.campaigns.plans.followed import Followed
from broadcaster.campaigns.plans.making import (
    Writing,
    audience_of,
    call_off,
    end_release,
    put,
    write,
)
from broadcaster.campaigns.plans.moments import (
    DONE_FOR,
    REMINDERS,
    Choice,
    Place,
    choose,
    due_times,
    lives_until,
)
from broadcaster.campaigns.plans.untold import anybody_untold
from broadcaster.register.models import Site
from broadcaster.sending.gate.hours import Timetable
from broadcaster.sending.mailings import paused_among
from broadcaster.works.models import Milestone
from broadcaster.works.telling import NOTHING, OVER, window_of

_UNAPPROVED = (BroadcastState.DRAFT, BroadcastState.TO_APPROVE)


@dataclass(slots=True)
class Situation:
    """A plan, its milestone, and what is known of both."""

    session: AsyncSession
    plan: MessagePlan
    milestone: Milestone
    known: Followed
    before: Followed | None  # what was known before the change, if there was one
    place: Place
    now: datetime
    messages: dict[Moment, PlannedMessage]
    broadcasts: dict[Moment, Broadcast]  # the newest one of each moment

    @property
    def times(self) -> dict[Moment, datetime]:
        """When each reminder that is wanted is due."""
        wanted = {moment for moment, message in self.messages.items() if message.wanted}
        return due_times(self.milestone.starts_at, self.place, wanted)

    def was_stopped(self, moment: Moment) -> bool:
        """True when staff cancelled the message: neither it nor another comes in its place."""
        broadcast = self.broadcasts.get(moment)
        return broadcast is not None and broadcast.state is BroadcastState.CANCELLED

    def unreleased(self, moment: Moment) -> Broadcast | None:
        """The broadcast of a moment if it can still be moved."""
        broadcast = self.broadcasts.get(moment)
        return broadcast if broadcast is not None and broadcast.state in EDITABLE else None

    def has_left(self, moment: Moment) -> bool:
        """True when no message of a moment is still to be written, nor was stopped by staff."""
        broadcast = self.broadcasts.get(moment)
        under = (*EDITABLE, BroadcastState.RELEASING, BroadcastState.CANCELLED)
        return broadcast is None or broadcast.state not in under

    def stays(self, moment: Moment, at: datetime) -> bool:
        """True when the change did not move the moment at which a message is due."""
        window = window_of(self.before.truth) if self.before else None
        if window is None:
            return False
        return due_times(window[0], self.place, {moment}).get(moment) == at


async def situation_of(
    session: AsyncSession,
    plan: MessagePlan,
    milestone: Milestone,
    known: Followed,
    courtesy: Timetable,
    now: datetime,
    *,
    before: Followed | None = None,
) -> Situation:
    """Read a plan's messages and their newest broadcasts."""
    site = await session.get(Site, milestone.site_id)
    rows = await session.execute(
        select(PlannedMessage, Broadcast)
        .outerjoin(Broadcast, Broadcast.id == PlannedMessage.broadcast_id)
        .where(PlannedMessage.plan_id == plan.id)
        .execution_options(populate_existing=True)
    )
    messages: dict[Moment, PlannedMessage] = {}
    broadcasts: dict[Moment, Broadcast] = {}
    for message, broadcast in rows:
        messages[message.moment] = message
        if broadcast is not None:
            broadcasts[message.moment] = broadcast
    place = Place(site.department if site else "", courtesy)
    return Situation(session, plan, milestone, known, before, place, now, messages, broadcasts)


async def arrange(situation: Situation) -> Choice:
    """Bring the broadcasts of a plan in line with its milestone; tell what is told when."""
    is_ahead = situation.known.truth not in (OVER, NOTHING)
    times = situation.times if is_ahead else {}
    kept = [moment for moment in REMINDERS if await _remind(situation, moment, times)]
    await _announce_end(situation)
    choice = choose(times, situation.now)
    if choice.late is None or choice.late in kept or situation.was_stopped(choice.late):
        return replace(choice, late=None)
    if await tell_late(situation, choice.late, times):
        return choice
    return replace(choice, late=None, dropped=(*choice.dropped, choice.late))


async def _remind(situation: Situation, moment: Moment, times: Mapping[Moment, datetime]) -> bool:
    """See to one reminder; True when a broadcast tells it at its moment, to everybody."""
    if situation.was_stopped(moment):
        return False
    at, current = times.get(moment), situation.unreleased(moment)
    if at is None:
        await _give_up(situation, moment)
        return False
    expires_at = _expiry(situation, moment, times)
    due = _due(situation, moment, at, current) if current is not None else None
    if due is not None and await _put(situation, moment, due, expires_at):
        return True
    await _give_up(situation, moment)
    if at <= situation.now:
        return False
    await _tell(situation, moment, at, expires_at)
    return True


def _due(situation: Situation, moment: Moment, at: datetime, current: Broadcast) -> datetime | None:
    """When a broadcast that was not released is to leave; None when that was missed.

    One that is about to leave still does when the change did not move its moment.
    """
    is_approved = current.state not in _UNAPPROVED
    if is_approved and current.scheduled_at is not None and situation.stays(moment, at):
        return current.scheduled_at
    return at if at > situation.now else None


def _expiry(situation: Situation, moment: Moment, times: Mapping[Moment, datetime]) -> datetime:
    milestone = situation.milestone
    return lives_until(moment, milestone.starts_at, milestone.ends_at, times)


async def _put(
    situation: Situation,
    moment: Moment,
    at: datetime | None,
    expires_at: datetime | None,
    *,
    told: str | None = None,
) -> bool:
    """Move a broadcast that was not released; False when its release began meanwhile."""
    broadcast, session = situation.broadcasts[moment], situation.session
    if await put(session, broadcast, situation.milestone, at, expires_at, told=told):
        return True
    situation.broadcasts[moment] = await get_broadcast(session, broadcast.id)
    return False


async def _give_up(situation: Situation, moment: Moment) -> None:
    """Plan nothing more for a moment: what was not released is called off, a release ends."""
    broadcast = situation.broadcasts.get(moment)
    if broadcast is None:
        return
    if broadcast.state in _UNAPPROVED:
        # Its text waits for somebody to approve it; without a moment it stays where it is.
        await _put(situation, moment, None, broadcast.expires_at)
    elif broadcast.state in EDITABLE:
        await call_off(situation.session, broadcast, situation.now)
        del situation.broadcasts[moment]
    else:
        await end_release(situation.session, broadcast, situation.now)


async def _announce_end(situation: Situation) -> None:
    """The message « c'est fini »: it waits for the milestone, and leaves once that is done."""
    message = situation.messages.get(Moment.DONE)
    if message is None or not message.wanted or situation.was_stopped(Moment.DONE):
        return
    if situation.known.truth == NOTHING:
        await _give_up(situation, Moment.DONE)
        return
    is_over = situation.known.truth == OVER
    current = situation.unreleased(Moment.DONE)
    at = (current and current.scheduled_at) or situation.now if is_over else None
    expires_at = situation.now + DONE_FOR if is_over else None
    if current is not None and await _put(situation, Moment.DONE, at, expires_at):
        return
    if Moment.DONE not in situation.broadcasts or not is_over:
        await _give_up(situation, Moment.DONE)
        await _tell(situation, Moment.DONE, at, expires_at)


async def add(situation: Situation, moment: Moment) -> bool:
    """Plan one message of an approved plan that was not wanted before; False when it is late."""
    if moment is Moment.DONE:
        await _announce_end(situation)
    elif situation.known.truth not in (OVER, NOTHING):
        await _remind(situation, moment, situation.times)
    return moment in situation.broadcasts


async def tell_late(
    situation: Situation,
    moment: Moment,
    times: Mapping[Moment, datetime],
    *,
    only_lost: bool = False,
) -> bool:
    """Tell a missed reminder now to those who do not know what it says; False when all do."""
    expires_at = _expiry(situation, moment, times)
    audience = audience_of(situation.milestone)
    session, milestone = situation.session, situation.milestone
    if expires_at <= situation.now or not await anybody_untold(
        session, milestone.id, situation.known, audience, only_lost=only_lost
    ):
        return False
    current = situation.broadcasts.get(moment)
    if current is not None and current.state in _UNAPPROVED:
        told = situation.known.truth
        return await _put(situation, moment, situation.now, expires_at, told=told)
    await _tell(situation, moment, situation.now, expires_at, told=situation.known.truth)
    return True


async def _tell(
    situation: Situation,
    moment: Moment,
    at: datetime | None,
    expires_at: datetime | None,
    *,
    told: str | None = None,
) -> None:
    """Write the broadcast of a moment; when staff hold the one before, this one waits for them."""
    message, session = situation.messages[moment], situation.session
    before = situation.broadcasts.get(moment)
    is_held = before is not None and bool(await paused_among(session, [before.id]))
    writing = Writing(
        kind=BroadcastKind.PLANNED,
        moment=moment,
        body=message.body,
        versions=message.versions,
        audience=audience_of(situation.milestone),
        at=at,
        expires_at=expires_at,
        told=told,
        approved_by_id=situation.plan.approved_by_id,
        is_approved=not is_held,
    )
    broadcast = await write(session, situation.milestone, writing, situation.now)
    message.broadcast_id = broadcast.id
    situation.broadcasts[moment] = broadcast
    await session.flush()
