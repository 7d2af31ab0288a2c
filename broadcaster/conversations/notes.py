"""Notes: what colleagues tell each other in a thread; the tenant never reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base
from broadcaster.staff.models import StaffUser


class ThreadNote(Base):
    """One internal note. It is in no transcript, so that no channel can carry it."""

    __tablename__ = "thread_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Note:
    """One note, as colleagues read it."""

    author: str
    body: str
    at: datetime


async def write_note(
    session: AsyncSession, thread_id: int, user_id: int, body: str, now: datetime
) -> None:
    """Add a note to a thread, whatever its state."""
    note = ThreadNote(thread_id=thread_id, author_id=user_id, body=body, written_at=now)
    session.add(note)
    await session.flush()


async def notes_of(session: AsyncSession, thread_id: int) -> Sequence[Note]:
    """The notes of a thread, oldest first."""
    found = await session.execute(
        select(StaffUser.name, ThreadNote.body, ThreadNote.written_at)
        .join(StaffUser, StaffUser.id == ThreadNote.author_id)
        .where(ThreadNote.thread_id == thread_id)
        .order_by(ThreadNote.id)
    )
    return [Note(*row) for row in found]
