"""The ledger's tables: deliveries, the attempts made for them, and what the provider told."""

import enum
import secrets
import time
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import JSON, ForeignKey, Index, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice
from broadcaster.register.telephones import HOLDS_TELEPHONE


class DeliveryState(enum.StrEnum):
    """Where a message stands. Ranks and allowed steps are in ``states``."""

    PENDING = "pending"
    HELD = "held"
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


class HoldReason(enum.StrEnum):
    """Why a message waits although it is due. Staff always see the reason, and until when."""

    APPROVAL = "approval"
    PAUSED = "paused"
    QUIET_HOURS = "quiet_hours"
    DAILY_LIMIT = "daily_limit"
    CONFIGURATION = "configuration"  # the provider refuses our account or sender


class SkipReason(enum.StrEnum):
    """Why a message was not sent and never will be."""

    OPTED_OUT = "opted_out"
    NO_MOBILE = "no_mobile"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"  # it would tell a date that is no longer true
    NO_CONSENT = "no_consent"  # an offer to buy, to somebody who did not ask for offers


class AttemptOutcome(enum.StrEnum):
    """What one call to the provider came to."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # certain: the provider said no
    MISCONFIGURED = "misconfigured"  # certain: no, because of our account or sender
    THROTTLED = "throttled"  # certain: 429, not processed (Twilio error 20429)
    UNREACHABLE = "unreachable"  # certain: no connection was made
    UNKNOWN = "unknown"  # timeout, disconnect, 5xx: may or may not have been accepted


class Hours(enum.StrEnum):
    """At which hours a broadcast may reach people; the hours themselves are in ``gate.hours``."""

    COURTESY = "courtesy"
    URGENT = "urgent"
    OFFER = "offer"


class PauseReason(enum.StrEnum):
    """Who or what paused a broadcast."""

    STAFF = "staff"
    FAILURES = "failures"
    CONFIGURATION = "configuration"


_CLOCK_DIGITS: Final = 12
_RANDOM_BYTES: Final = 10


def new_delivery_id() -> str:
    """An id that can be shown in a URL: 32 hexadecimal digits, not guessable (80 random bits).

    The clock comes first, as in a UUID of version 7 (RFC 9562): rows written together lie
    together in the index, which a broadcast to 100,000 households needs.
    """
    return f"{time.time_ns() // 1_000_000:0{_CLOCK_DIGITS}x}{secrets.token_hex(_RANDOM_BYTES)}"


class Mailing(Base):
    """What a broadcast allows its messages; the gate reads it at the moment each one leaves.

    It belongs to the ledger, so that sending need not know how broadcasts are planned.
    """

    __tablename__ = "mailing"

    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"), primary_key=True)
    hours: Mapped[Hours] = mapped_column(choice(Hours), default=Hours.COURTESY)
    # The department whose public holidays count, "67"; "" for those of the whole country.
    department: Mapped[str] = mapped_column(String(3), default="")
    approved_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[PauseReason | None] = mapped_column(choice(PauseReason))
    pause_code: Mapped[int | None]  # the provider's error code behind the pause
    cancelled_at: Mapped[datetime | None]
    # What staff overrode, with their reason (in the audit log too).
    any_hour: Mapped[bool] = mapped_column(default=False)
    beyond_daily_limit: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str | None] = mapped_column(String(200))
    # Its readers are asked to answer yes or no (conversations.presence).
    asks_presence: Mapped[bool] = mapped_column(default=False)
    # Failures that were there when staff resumed it: only later ones may pause it again.
    failures_forgiven: Mapped[int] = mapped_column(default=0)
    settled_forgiven: Mapped[int] = mapped_column(default=0)


class Sender(Base):
    """A sender and its pace, shared by every process that sends."""

    __tablename__ = "sender"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)  # number, short code or name
    segments_per_second: Mapped[float]
    # Seconds since 1970, so that both databases can reckon with it: when the next segment may go.
    next_free: Mapped[float] = mapped_column(default=0.0)
    throttled_until: Mapped[float] = mapped_column(default=0.0)
    throttles: Mapped[int] = mapped_column(default=0)  # answers 429 in a row


class Delivery(Base):
    """One message to one number: the promise that it leaves once, or why it did not."""

    __tablename__ = "delivery"
    __table_args__ = (
        # A second try (``round`` 1) is a row of its own: a state that is final never goes back.
        UniqueConstraint("broadcast_id", "contact_id", "round"),
        # Only of what is due: a message leaves this index when it leaves, and is not moved in it.
        Index(
            "ix_delivery_due",
            "lane",
            "sender",
            "due_at",
            "created_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_delivery_broadcast", "broadcast_id", "state", "id"),
        Index("ix_delivery_created_at", "created_at"),
        Index(
            "ix_delivery_held",
            "held_until",
            sqlite_where=text("held_until IS NOT NULL"),
            postgresql_where=text("held_until IS NOT NULL"),
        ),
        Index(
            "ix_delivery_look",
            "look_at",
            sqlite_where=text("look_at IS NOT NULL"),
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        Index(
            "ix_delivery_told",
            "milestone_id",
            "contact_id",
            sqlite_where=text("told IS NOT NULL"),
            postgresql_where=text("told IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_delivery_id)
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    round: Mapped[int] = mapped_column(default=0)
    lane: Mapped[Lane] = mapped_column(choice(Lane))
    sender: Mapped[str] = mapped_column(String(20))
    to_number: Mapped[str] = mapped_column(  # E.164
        String(20), index=True, info={HOLDS_TELEPHONE: True}
    )
    body: Mapped[str] = mapped_column(Text)
    segments: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(
        choice(DeliveryState), default=DeliveryState.PENDING
    )
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]  # not to arrive after
    hold_reason: Mapped[HoldReason | None] = mapped_column(choice(HoldReason))
    held_until: Mapped[datetime | None]  # None: until somebody acts
    skip_reason: Mapped[SkipReason | None] = mapped_column(choice(SkipReason))
    # The milestone it is about, and what it tells of it (``works.telling``): the key by which a
    # correction finds exactly those who were told something else. None: it tells no date.
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))
    told: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    left_at: Mapped[datetime | None]  # when the last call to the provider began
    # When somebody must look after it if nothing was heard until then; None: nothing is awaited.
    look_at: Mapped[datetime | None]
    sid: Mapped[str | None] = mapped_column(String(40), unique=True)
    error_code: Mapped[int | None]


class DeliveryCount(Base):
    """How many messages of a broadcast stand alike, counted by triggers of the database itself.

    So each change of the ledger is in it at once, whoever made it. PostgreSQL adds a row for each
    difference, so that no sender waits for another: what counts is the sum of the rows with one
    key (``ledger.counts`` folds them).
    """

    __tablename__ = "delivery_count"
    __table_args__ = (Index("ix_delivery_count_broadcast", "broadcast_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState))
    # Of the hold or the skip, or the error code of what did not arrive; "" for none.
    reason: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime | None]  # of a hold that ends by itself
    messages: Mapped[int]


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


DELIVERIES: Final = cast("Table", Delivery.__table__)
SENDERS: Final = cast("Table", Sender.__table__)
ATTEMPTS: Final = cast("Table", Attempt.__table__)
EVENTS: Final = cast("Table", ProviderEvent.__table__)
DELIVERY_COUNTS: Final = cast("Table", DeliveryCount.__table__)
"""The tables themselves: a statement on them takes many rows with no look at the session."""
