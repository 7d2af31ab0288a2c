"""The ledger's tables: deliveries, the attempts made for them, and what the provider told."""

import enum
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class DeliveryState(enum.StrEnum):
    """Where a message stands. Ranks and allowed steps are in ``states``."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    SKIPPED = "skipped"


class Lane(enum.StrEnum):
    """Which queue a message waits in. Answers to tenants always go before bulk."""

    REPLY = "reply"
    BULK = "bulk"


class SkipReason(enum.StrEnum):
    """Why a message was not sent and never will be."""

    OPTED_OUT = "opted_out"
    NO_MOBILE = "no_mobile"
    CANCELLED = "cancelled"


class AttemptOutcome(enum.StrEnum):
    """What one call to the provider came to."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # certain: the provider said no
    THROTTLED = "throttled"  # certain: 429, not processed (Twilio error 20429)
    UNKNOWN = "unknown"  # timeout, disconnect, 5xx: may or may not have been accepted


def new_delivery_id() -> str:
    """An id that can be shown in a URL: 32 hexadecimal digits, not guessable."""
    return uuid4().hex


class Delivery(Base):
    """One message to one number: the promise that it leaves once, or why it did not."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "contact_id"),
        Index("ix_delivery_due", "state", "lane", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_delivery_id)
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    lane: Mapped[Lane] = mapped_column(choice(Lane))
    sender: Mapped[str] = mapped_column(String(20))
    to_number: Mapped[str] = mapped_column(String(20), index=True)  # E.164
    body: Mapped[str] = mapped_column(Text)
    segments: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(
        choice(DeliveryState), default=DeliveryState.PENDING
    )
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sid: Mapped[str | None] = mapped_column(String(40), unique=True)
    error_code: Mapped[int | None]
    skip_reason: Mapped[SkipReason | None] = mapped_column(choice(SkipReason))


class Attempt(Base):
    """One call to the provider, written down before it is made."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("delivery.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[AttemptOutcome | None] = mapped_column(choice(AttemptOutcome))
    http_status: Mapped[int | None]
    error_code: Mapped[int | None]


class ProviderEvent(Base):
    """A status callback as it came. Append-only; a duplicate is not written twice."""

    __tablename__ = "provider_event"
    __table_args__ = (UniqueConstraint("sid", "status", "error_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[str | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    sid: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(40))  # as received: unknown words appear
    # 0 when the callback names none: NULLs would not be held unique.
    error_code: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    # The callback's own fields; names and values are the provider's, so any JSON object.
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
