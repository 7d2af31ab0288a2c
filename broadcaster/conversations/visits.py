"""Visits: who has a thread open right now, so that two people do not begin the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, insert_unless_there
from broadcaster.staff.models import StaffUser

HERE_FOR: Final = timedelta(minutes=5)
"""How long somebody who opened a thread is said to be there; a page without script says no more."""

WRITING_FOR: Final = timedelta(minutes=2)
"""How long somebody who wrote is said to be writing."""

AGAIN_AFTER: Final = timedelta(seconds=30)
"""A visit is not written down again sooner."""


class ThreadVisit(Base):
    """When a member of staff last had a thread open, and last wrote in its form."""

    __tablename__ = "thread_visit"

    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    seen_at: Mapped[datetime]
    wrote_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Visitor:
    """A colleague who has the thread open."""

    name: str
    is_writing: bool


async def must_note(session: AsyncSession, thread_id: int, user_id: int, now: datetime) -> bool:
    """True when a visit is not written down yet, or some time ago."""
    visit = await session.get(ThreadVisit, (thread_id, user_id))
    return visit is None or visit.seen_at <= now - AGAIN_AFTER


async def note_visit(
    session: AsyncSession, thread_id: int, user_id: int, now: datetime, *, writing: bool = False
) -> None:
    """Write down that somebody has a thread open, or writes in it."""
    key = {"thread_id": thread_id, "user_id": user_id}
    await session.execute(insert_unless_there(session, ThreadVisit).values(**key, seen_at=now))
    values = {"seen_at": now, "wrote_at": now} if writing else {"seen_at": now}
    await session.execute(
        update(ThreadVisit)
        .where(ThreadVisit.thread_id == thread_id, ThreadVisit.user_id == user_id)
        .values(**values)
    )


async def end_visit(session: AsyncSession, thread_id: int, user_id: int) -> None:
    """Somebody has answered: they write no more."""
    await session.execute(
        update(ThreadVisit)
        .where(ThreadVisit.thread_id == thread_id, ThreadVisit.user_id == user_id)
        .values(wrote_at=None)
    )


async def others_here(
    session: AsyncSession, thread_id: int, user_id: int, now: datetime
) -> Sequence[Visitor]:
    """The colleagues who have a thread open, but for one; those who write first."""
    found = await session.execute(
        select(StaffUser.name, ThreadVisit.wrote_at)
        .join(StaffUser, StaffUser.id == ThreadVisit.user_id)
        .where(ThreadVisit.thread_id == thread_id, ThreadVisit.user_id != user_id)
        .where(ThreadVisit.seen_at > now - HERE_FOR)
        .order_by(StaffUser.name)
    )
    seen = [Visitor(name, wrote is not None and wrote > now - WRITING_FOR) for name, wrote in found]
    return sorted(seen, key=lambda one: not one.is_writing)
