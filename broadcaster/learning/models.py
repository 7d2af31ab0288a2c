"""Samples: messages the assistant was unsure of, or was corrected about, for staff to review."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class SampleState(enum.StrEnum):
    """How far a sample has come."""

    NEW = "new"  # nobody has said yet what it is about
    LABELLED = "labelled"  # staff have: the next training takes it
    REJECTED = "rejected"  # it teaches nothing, or must not be kept as an example
    EXPORTED = "exported"  # labelled, and in the model that was trained last


class Why(enum.StrEnum):
    """Why a message is worth a look."""

    NOT_UNDERSTOOD = "not_understood"
    ASKED_BACK = "asked_back"  # the tenant was asked what they mean
    LOW_LEAD = "low_lead"  # answered, but another topic was nearly as likely
    TENANT = "tenant"  # the tenant chose another topic
    STAFF = "staff"  # staff said it was about something else


class Sample(Base):
    """One question of a message. Its text is masked, and goes when the message is purged."""

    __tablename__ = "learning_sample"
    __table_args__ = (
        UniqueConstraint("inbound_id", "position"),
        Index("ix_learning_sample_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inbound_id: Mapped[int] = mapped_column(ForeignKey("inbound_message.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(default=0)  # among the questions of the message
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    why: Mapped[Why] = mapped_column(choice(Why))
    # What it was understood as: [{"topic": …, "confidence": …}], the best first.
    guesses: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    suggested: Mapped[str | None] = mapped_column(String(60))  # by whoever corrected it
    state: Mapped[SampleState] = mapped_column(choice(SampleState), default=SampleState.NEW)
    topic: Mapped[str | None] = mapped_column(String(60))  # chosen by staff
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    decided_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]  # staff left it for later
    created_at: Mapped[datetime]
