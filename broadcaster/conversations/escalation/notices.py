"""Whom an unanswered thread was told to, when and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base
from broadcaster.staff.models import StaffUser


class EscalationNotice(Base):
    """One member of staff told of one thread, by SMS or by e-mail."""

    __tablename__ = "escalation_notice"
    __table_args__ = (
        # Only of e-mails that are still to leave.
        Index(
            "ix_escalation_notice_to_mail",
            "id",
            sqlite_where=text("delivery_id IS NULL AND mailed_at IS NULL"),
            postgresql_where=text("delivery_id IS NULL AND mailed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    step: Mapped[int]
    at: Mapped[datetime]
    delivery_id: Mapped[str | None] = mapped_column(ForeignKey("delivery.id"))  # None: an e-mail
    # When a process last took the e-mail to send it, and when it was handed over.
    mail_tried_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Notice:
    """Who was told of a thread, as its page says it."""

    name: str
    at: datetime
    by_sms: bool  # else by e-mail


async def notices_of(session: AsyncSession, thread_id: int) -> Sequence[Notice]:
    """Everybody who was told of a thread, in order."""
    found = await session.execute(
        select(StaffUser.name, EscalationNotice.at, EscalationNotice.delivery_id.is_not(None))
        .join(StaffUser, StaffUser.id == EscalationNotice.user_id)
        .where(EscalationNotice.thread_id == thread_id)
        .order_by(EscalationNotice.id)
    )
    return [Notice(*row) for row in found]
