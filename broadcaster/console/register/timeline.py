"""Everything said to a household and by it, in one line of time, the newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from operator import attrgetter

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.campaigns.models import Broadcast
from broadcaster.console.register.fiche import Fiche
from broadcaster.console.words import said, say
from broadcaster.conversations.models import Author, Correspondent, InboundMessage, Reply, Thread
from broadcaster.conversations.transcript import Speaker
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.staff.models import StaffUser


@dataclass(frozen=True, slots=True)
class Event:
    """One message, or one matter that a person had to look at."""

    at: datetime
    speaker: Speaker | None  # None: a thread was opened or closed
    text: str
    title: str | None = None  # of the broadcast, or of the thread
    who: str | None = None  # the colleague who wrote
    state: DeliveryState | None = None  # of an SMS of ours
    number: str | None = None  # the telephone, where the household has several
    link: str | None = None  # the page of what it belongs to


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of events."""

    events: Sequence[Event]
    more: bool  # older ones follow


async def timeline_of(session: AsyncSession, fiche: Fiche, *, offset: int, limit: int) -> Timeline:
    """A page of what was said. A number of two households has what either of them said."""
    most = offset + limit + 1
    shown = fiche.numbers if len(fiche.numbers) > 1 else []
    events = [
        *await _broadcasts(session, fiche, shown, most),
        *await _inbound(session, fiche.numbers, shown, most),
        *await _replies(session, fiche.numbers, shown, most),
        *await _threads(session, fiche.numbers, most),
    ]
    newest = nlargest(most, events, key=attrgetter("at"))
    return Timeline(newest[offset : offset + limit], more=len(newest) == most)


async def _broadcasts(
    session: AsyncSession, fiche: Fiche, shown: Collection[str], most: int
) -> list[Event]:
    ids = [contact.id for contact in fiche.household.contacts]
    mine = or_(Delivery.household_id == fiche.household.id, Delivery.contact_id.in_(ids))
    rows = await session.execute(
        select(Delivery, Broadcast.title)
        .join(Broadcast, Broadcast.id == Delivery.broadcast_id)
        .where(mine if ids else Delivery.household_id == fiche.household.id)
        .order_by(Delivery.due_at.desc())
        .limit(most)
    )
    return [
        Event(
            row.left_at or row.due_at,
            Speaker.BROADCAST,
            row.body,
            title=title,
            state=row.state,
            number=row.to_number if row.to_number in shown else None,
            link=f"/deliveries/{row.id}",
        )
        for row, title in rows
    ]


def _of_numbers(numbers: Collection[str]) -> ColumnElement[bool]:
    return and_(Correspondent.channel == AnswerChannel.SMS, Correspondent.address.in_(numbers))


async def _inbound(
    session: AsyncSession, numbers: Collection[str], shown: Collection[str], most: int
) -> list[Event]:
    query = (
        select(InboundMessage, Correspondent.address)
        .join(Correspondent, Correspondent.id == InboundMessage.correspondent_id)
        .where(_of_numbers(numbers))
        .order_by(InboundMessage.received_at.desc())
        .limit(most)
    )
    return [
        Event(
            row.received_at,
            Speaker.TENANT,
            row.body,
            number=number if number in shown else None,
            link=f"/threads/{row.thread_id}" if row.thread_id else None,
        )
        for row, number in await session.execute(query)
    ]


async def _replies(
    session: AsyncSession, numbers: Collection[str], shown: Collection[str], most: int
) -> list[Event]:
    rows = await session.execute(
        select(Reply, Correspondent.address, Delivery.state, StaffUser.name)
        .join(Correspondent, Correspondent.id == Reply.correspondent_id)
        .outerjoin(Delivery, Delivery.id == Reply.delivery_id)
        .outerjoin(StaffUser, StaffUser.id == Reply.staff_user_id)
        .where(_of_numbers(numbers))
        .order_by(Reply.created_at.desc())
        .limit(most)
    )
    return [
        Event(
            reply.created_at,
            Speaker.STAFF if reply.author is Author.STAFF else Speaker.ASSISTANT,
            reply.body,
            who=who,
            state=state,
            number=number if number in shown else None,
            link=f"/threads/{reply.thread_id}" if reply.thread_id else None,
        )
        for reply, number, state, who in rows
    ]


async def _threads(session: AsyncSession, numbers: Collection[str], most: int) -> list[Event]:
    rows = await session.execute(
        select(Thread, StaffUser.name)
        .join(Correspondent, Correspondent.id == Thread.correspondent_id)
        .outerjoin(StaffUser, StaffUser.id == Thread.closed_by_id)
        .where(_of_numbers(numbers))
        .order_by(Thread.opened_at.desc())
        .limit(most)
    )
    events = []
    for thread, closer in rows:
        title = said(f"reason.{thread.reason}", thread.reason)
        link = f"/threads/{thread.id}"
        opened = say("fiche.thread_opened")
        events.append(Event(thread.opened_at, None, opened, title=title, link=link))
        if thread.closed_at:
            closed = say("fiche.thread_closed")
            events.append(Event(thread.closed_at, None, closed, title, closer, link=link))
    return events
