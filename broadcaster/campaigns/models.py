"""Broadcasts: one text, one audience, one moment."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class BroadcastState(enum.StrEnum):
    """The life of a broadcast."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RELEASING = "releasing"
    SENDING = "sending"
    DONE = "done"
    CANCELLED = "cancelled"


class Broadcast(Base):
    """A message staff planned for an audience."""

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(160))
    body: Mapped[str] = mapped_column(Text)
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))
    # campaigns.audience.Audience as JSON: who is meant, by place, language and telephone.
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[BroadcastState] = mapped_column(
        choice(BroadcastState), default=BroadcastState.DRAFT
    )
    scheduled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    # The last contact that got its row: release goes on from here after an interruption.
    released_up_to: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
