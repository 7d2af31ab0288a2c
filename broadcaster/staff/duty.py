"""Duty: who is told when a tenant waits too long, from one moment to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base
from broadcaster.staff.models import Role, StaffRole, StaffUser


class DutyTurn(Base):
    """A span of time in which a member of staff is on duty. Spans may overlap."""

    __tablename__ = "duty_turn"
    __table_args__ = (Index("ix_duty_turn_ends_at", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]  # outside of it
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    entered_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """One span, as the roster shows it."""

    id: int
    user_id: int
    name: str
    starts_at: datetime
    ends_at: datetime

    def is_now(self, now: datetime) -> bool:
        """True while it lasts."""
        return self.starts_at <= now < self.ends_at


async def enter_turn(
    session: AsyncSession,
    user_id: int,
    starts_at: datetime,
    ends_at: datetime,
    by_id: int,
    now: datetime,
) -> None:
    """Put somebody on duty for a span."""
    turn = DutyTurn(
        user_id=user_id, starts_at=starts_at, ends_at=ends_at, entered_by_id=by_id, entered_at=now
    )
    session.add(turn)
    await session.flush()


async def drop_turn(session: AsyncSession, turn_id: int) -> bool:
    """Take a span out of the roster; False when it was not there."""
    query = delete(DutyTurn).where(DutyTurn.id == turn_id).returning(DutyTurn.id)
    return (await session.scalars(query)).first() is not None


async def turns_from(session: AsyncSession, now: datetime) -> Sequence[Turn]:
    """The spans that are not over, in order of time."""
    found = await session.execute(
        select(DutyTurn.id, DutyTurn.user_id, StaffUser.name, DutyTurn.starts_at, DutyTurn.ends_at)
        .join(StaffUser, StaffUser.id == DutyTurn.user_id)
        .where(DutyTurn.ends_at > now)
        .order_by(DutyTurn.starts_at, DutyTurn.id)
    )
    return [Turn(*row) for row in found]


async def on_duty(session: AsyncSession, now: datetime) -> Sequence[StaffUser]:
    """Who is on duty: by the roster, else whoever has that role, else the whole team."""
    turns = select(DutyTurn.user_id).where(DutyTurn.starts_at <= now, DutyTurn.ends_at > now)
    roles = select(StaffRole.user_id).where(StaffRole.role == Role.ON_DUTY)
    return (
        await _active(session, turns) or await _active(session, roles) or await whole_team(session)
    )


async def whole_team(session: AsyncSession) -> Sequence[StaffUser]:
    """Everybody who can be called on when nobody is on duty, or whoever is does not answer."""
    return await _active(session, select(StaffUser.id))


async def _active(session: AsyncSession, ids: Select[int]) -> Sequence[StaffUser]:
    """Those of them whose account is open."""
    query = select(StaffUser).where(StaffUser.id.in_(ids), StaffUser.disabled_at.is_(None))
    return list(await session.scalars(query.order_by(StaffUser.id)))
