"""The tables of webhooks: who is told, what is to be told, and how far events were looked for."""

import enum
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class Event(enum.StrEnum):
    """What a system can be told of."""

    DELIVERY_DELIVERED = "delivery.delivered"
    DELIVERY_FAILED = "delivery.failed"
    THREAD_OPENED = "thread.opened"
    THREAD_CLOSED = "thread.closed"
    HOUSEHOLD_OPTED_OUT = "household.opted_out"
    MILESTONE_MOVED = "milestone.moved"


TEST = "webhook.test"
"""The kind of a message that staff send to see whether it arrives."""


class MessageState(enum.StrEnum):
    """How far a message to a system has come."""

    WAITING = "waiting"
    DONE = "done"  # answered 2xx
    GIVEN_UP = "given_up"  # a day of tries, or the endpoint is no more


class Endpoint(Base):
    """An address of a landlord's system that is told of events."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    # "whsec_" and the key in base64: both sides sign with it, so it cannot be kept as a hash.
    secret: Mapped[str] = mapped_column(String(80))
    events: Mapped[list[str]] = mapped_column(JSON)  # of Event
    # The sites it is told of; None: all, and what belongs to no site.
    site_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]  # what happened before is not told
    # Who made it: a member of staff, or a key of the API.
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id"))
    stopped_at: Mapped[datetime | None]  # it answered 410 Gone


def new_message_id() -> str:
    """An id by which the receiver knows a message that comes twice (Standard Webhooks)."""
    return f"msg_{secrets.token_hex(16)}"


class WebhookMessage(Base):
    """One event to be told to one endpoint, until it answered or a day is over."""

    __tablename__ = "webhook_message"
    __table_args__ = (
        # What it is about, once: looking twice for the same event writes one message.
        UniqueConstraint("endpoint_id", "key"),
        Index(
            "ix_webhook_message_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=new_message_id)
    endpoint_id: Mapped[int] = mapped_column(
        ForeignKey("webhook_endpoint.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(40))  # of Event, or TEST
    at: Mapped[datetime]  # when it happened
    # What the event's kind has to tell: any JSON object.
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.WAITING)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]  # when it is (next) tried
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    status: Mapped[int | None]  # of the last answer; None: there was none
    trouble: Mapped[str | None] = mapped_column(String(40))  # why there was none, a word


class Watch(Base):
    """How far a table was looked through for events."""

    __tablename__ = "webhook_watch"

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen: Mapped[int]  # the highest id
    looked_at: Mapped[datetime]


class KnownMilestone(Base):
    """The dates of a milestone as they were last looked at, to see that it moved."""

    __tablename__ = "webhook_milestone"

    milestone_id: Mapped[int] = mapped_column(
        ForeignKey("milestone.id", ondelete="CASCADE"), primary_key=True
    )
    window: Mapped[str] = mapped_column(String(60))  # works.telling.window_key
