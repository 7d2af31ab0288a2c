"""Broadcasts, the plans of messages that milestones drive, and series that come every week."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class BroadcastState(enum.StrEnum):
    """The life of a broadcast. Pausing it is the ledger's (``sending.models.Mailing``)."""

    DRAFT = "draft"
    TO_APPROVE = "to_approve"
    SCHEDULED = "scheduled"
    RELEASING = "releasing"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class Purpose(enum.StrEnum):
    """Why a broadcast is sent: it decides the hours, and whether consent is needed."""

    INFORMATION = "information"
    URGENT = "urgent"  # an unplanned cut: may reach people until late in the evening
    OFFER = "offer"  # an offer to buy: prospecting, needs consent and keeps legal hours


class BroadcastKind(enum.StrEnum):
    """What made a broadcast, and so where its recipients come from."""

    WRITTEN = "written"  # by staff, for an audience
    PLANNED = "planned"  # a moment of a milestone's plan
    CORRECTION = "correction"  # for exactly those who were told what is no longer true
    RECURRING = "recurring"  # one occurrence of a series


class Moment(enum.StrEnum):
    """When a milestone is told."""

    J30 = "j30"
    J7 = "j7"
    J1 = "j1"
    DONE = "done"
    MOVED = "moved"
    CANCELLED = "cancelled"


class PlanState(enum.StrEnum):
    """Where a plan of messages stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    STOPPED = "stopped"


class Broadcast(Base):
    """A message for an audience."""

    __tablename__ = "broadcast"
    # Two schedulers that make the same occurrence at once: one insert is a no-op.
    __table_args__ = (UniqueConstraint("series_id", "occurrence_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BroadcastKind] = mapped_column(
        choice(BroadcastKind), default=BroadcastKind.WRITTEN
    )
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose), default=Purpose.INFORMATION)
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)  # in French, and for languages without a version
    # The text in other languages, by ISO 639-1 code.
    versions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"), index=True)
    moment: Mapped[Moment | None] = mapped_column(choice(Moment))
    # Set on what a change of the milestone called for: only those are meant who do not know this
    # (works.telling). The next change makes it None again, by which older ones are told apart.
    told: Mapped[str | None] = mapped_column(String(60))
    # campaigns.audience.Audience as JSON: who is meant, by place, language and telephone.
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[BroadcastState] = mapped_column(
        choice(BroadcastState), default=BroadcastState.DRAFT, index=True
    )
    # None while planned: a message « c'est fini » waits for the milestone, not for a date.
    scheduled_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # of no use to anybody after
    # Households are asked whether somebody will be at home: their OUI or NON is kept.
    asks_presence: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    # None: Palier itself, for a plan that was approved.
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    approved_at: Mapped[datetime | None]
    # The last contact that got its row: release goes on from here after an interruption.
    released_up_to: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    occurrence_at: Mapped[datetime | None]


class MessagePlan(Base):
    """The messages a milestone drives, approved once."""

    __tablename__ = "message_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), unique=True)
    state: Mapped[PlanState] = mapped_column(choice(PlanState), default=PlanState.DRAFT)
    # The milestone as the plan last followed it: a difference means that it was changed.
    followed: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class PlannedMessage(Base):
    """One moment of a plan, with its text, and the broadcast that tells it."""

    __tablename__ = "planned_message"
    __table_args__ = (UniqueConstraint("plan_id", "moment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("message_plan.id"))
    moment: Mapped[Moment] = mapped_column(choice(Moment))
    wanted: Mapped[bool] = mapped_column(default=True)
    body: Mapped[str] = mapped_column(Text)
    versions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # The newest broadcast made for the moment; a moved milestone may make another.
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))


class SavedTextVersion(Base):
    """What staff made of a saved text; the newest of a kind, moment and language holds."""

    __tablename__ = "saved_text_version"
    __table_args__ = (Index("ix_saved_text_version_which", "kind", "moment", "language", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))  # of works/kinds.yml, or "generic"
    moment: Mapped[Moment] = mapped_column(choice(Moment))
    language: Mapped[str] = mapped_column(String(8))  # ISO 639-1
    # None: the text Palier ships again; for a language it ships none in, no text.
    body: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class Series(Base):
    """A broadcast that comes every week, until it is stopped."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    versions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    weekday: Mapped[int]  # 0 Monday … 6 Sunday, as Python counts
    hour: Mapped[int]  # on the clock of Paris
    minute: Mapped[int]
    next_at: Mapped[datetime | None]  # None: stopped, or over
    until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    approved_at: Mapped[datetime | None]
