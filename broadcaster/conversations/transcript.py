"""The transcript: everything said between a correspondent and us, in order."""

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.models import Author, Correspondent, InboundMessage, Reply
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.staff.models import StaffUser


class Speaker(enum.StrEnum):
    """Who speaks in a line."""

    TENANT = "tenant"
    ASSISTANT = "assistant"
    STAFF = "staff"
    BROADCAST = "broadcast"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation."""

    key: str  # unique in the transcript: "in-12", "out-7", "sms-<delivery>"
    author: Speaker
    body: str
    at: datetime
    state: DeliveryState | None = None  # of an SMS of ours
    by: str | None = None  # the colleague who wrote it
    understood_as: str | None = None  # of a tenant's message
    confidence: float | None = None  # 0 to 1, of what it was understood as
    topic_chosen: str | None = None  # by the tenant, when asked what it was about


async def transcript(session: AsyncSession, correspondent_id: int) -> list[Line]:
    """Every line of a correspondent, oldest first; broadcasts to the number are in it."""
    correspondent = await session.get(Correspondent, correspondent_id)
    if correspondent is None:
        return []
    lines = await _inbound(session, correspondent_id) + await _replies(session, correspondent_id)
    if correspondent.channel is AnswerChannel.SMS:
        lines += await _broadcasts(session, correspondent.address)
    return sorted(lines, key=lambda line: line.at)


async def _inbound(session: AsyncSession, correspondent_id: int) -> list[Line]:
    found = await session.scalars(
        select(InboundMessage)
        .where(InboundMessage.correspondent_id == correspondent_id)
        .order_by(InboundMessage.id)
    )
    return [
        Line(
            f"in-{row.id}",
            Speaker.TENANT,
            row.body,
            row.received_at,
            understood_as=row.understood_as,
            confidence=row.confidence,
            topic_chosen=row.topic_chosen,
        )
        for row in found
    ]


async def _replies(session: AsyncSession, correspondent_id: int) -> list[Line]:
    found = await session.execute(
        select(Reply, Delivery.state, StaffUser.name)
        .outerjoin(Delivery, Delivery.id == Reply.delivery_id)
        .outerjoin(StaffUser, StaffUser.id == Reply.staff_user_id)
        .where(Reply.correspondent_id == correspondent_id)
        .order_by(Reply.id)
    )
    return [
        Line(f"out-{reply.id}", _speaker(reply.author), reply.body, reply.created_at, state, name)
        for reply, state, name in found
    ]


def _speaker(author: Author) -> Speaker:
    return Speaker.STAFF if author is Author.STAFF else Speaker.ASSISTANT


async def _broadcasts(session: AsyncSession, number: str) -> list[Line]:
    found = await session.scalars(
        select(Delivery)
        .where(Delivery.to_number == number, Delivery.broadcast_id.is_not(None))
        .where(Delivery.state != DeliveryState.SKIPPED)
        .order_by(Delivery.created_at)
    )
    return [
        Line(f"sms-{row.id}", Speaker.BROADCAST, row.body, row.due_at, row.state) for row in found
    ]
