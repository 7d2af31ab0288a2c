"""Presence: who will be at home, by what households answered to a broadcast that asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.conversations.models import InboundMessage, Reply
from broadcaster.database import Base, insert_unless_there
from broadcaster.register.models import Building, Flat, Household, Staircase
from broadcaster.sending.models import Delivery, DeliveryState, Mailing
from broadcaster.works.models import Milestone

STILL_ASKED: Final = timedelta(days=14)
"""How long « OUI » answers a broadcast; its milestone's end comes first."""

TOLD: Final = (
    DeliveryState.UNKNOWN,
    DeliveryState.ACCEPTED,
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
)
"""Messages that may have been read."""


class PresenceAnswer(Base):
    """What a household last answered to a broadcast that asked."""

    __tablename__ = "presence_answer"
    __table_args__ = (UniqueConstraint("broadcast_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    coming: Mapped[bool | None]  # True: somebody will be at home; None: they do not know yet
    # The message that tells on which condition: its words are read there, and go when it goes.
    remark_id: Mapped[int | None] = mapped_column(
        ForeignKey("inbound_message.id", ondelete="SET NULL"), index=True
    )
    answered_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A broadcast that asked one household."""

    broadcast_id: int
    household_id: int
    text: str  # as it was read
    milestone: Milestone | None
    told_at: datetime
    is_last_word: bool  # nothing was answered to that number since


@dataclass(frozen=True, slots=True)
class Line:
    """A household that was asked, and what it answered."""

    name: str
    building: str
    staircase: str
    flat: str
    coming: bool | None  # None: no answer, or they do not know yet
    answered_at: datetime | None  # None: no answer yet
    remark: str | None = None  # the condition of a yes, in the household's words


async def invitation_to(session: AsyncSession, number: str, now: datetime) -> Invitation | None:
    """The last broadcast that asked whoever has a number, while an answer is still of use."""
    delivery = await session.scalar(
        select(Delivery)
        .join(Mailing, Mailing.broadcast_id == Delivery.broadcast_id)
        .where(Delivery.to_number == number, Mailing.asks_presence.is_(True))
        .where(Delivery.state.in_(TOLD), Delivery.left_at > now - STILL_ASKED)
        .order_by(Delivery.left_at.desc(), Delivery.id.desc())
        .limit(1)
    )
    if delivery is None or delivery.household_id is None or delivery.broadcast_id is None:
        return None
    told_at = delivery.left_at or delivery.created_at
    milestone = await session.get(Milestone, delivery.milestone_id or 0)
    if milestone is not None and milestone.ends_at <= now:
        return None
    return Invitation(
        delivery.broadcast_id, delivery.household_id, delivery.body, milestone, told_at,
        is_last_word=not await _was_answered(session, number, told_at),
    )  # fmt: skip


async def note_presence(
    session: AsyncSession,
    invitation: Invitation,
    now: datetime,
    *,
    coming: bool | None,
    remark_id: int | None = None,
) -> None:
    """Keep a household's answer: the last one counts. ``remark_id``: the message of a condition."""
    values = {"coming": coming, "answered_at": now, "remark_id": remark_id}
    key = {"broadcast_id": invitation.broadcast_id, "household_id": invitation.household_id}
    await session.execute(insert_unless_there(session, PresenceAnswer).values(**key, **values))
    await session.execute(
        update(PresenceAnswer)
        .where(PresenceAnswer.broadcast_id == invitation.broadcast_id)
        .where(PresenceAnswer.household_id == invitation.household_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def presence_lines(session: AsyncSession, broadcast_id: int) -> Sequence[Line]:
    """Every household a broadcast asked, by its place, with its answer."""
    asked = (
        select(Delivery.household_id)
        .where(Delivery.broadcast_id == broadcast_id, Delivery.state.in_(TOLD))
        .distinct()
    )
    answer = (PresenceAnswer.household_id == Household.id) & (
        PresenceAnswer.broadcast_id == broadcast_id
    )
    rows = await session.execute(
        select(
            Household.name, Building.code, Staircase.code, Flat.number,
            PresenceAnswer.coming, PresenceAnswer.answered_at, InboundMessage.body,
        )
        .join(Flat, Flat.id == Household.flat_id)
        .join(Staircase, Staircase.id == Flat.staircase_id)
        .join(Building, Building.id == Staircase.building_id)
        .outerjoin(PresenceAnswer, answer)
        .outerjoin(InboundMessage, InboundMessage.id == PresenceAnswer.remark_id)
        .where(Household.id.in_(asked))
        .order_by(Building.code, Staircase.code, Flat.number, Household.name)
    )  # fmt: skip
    return [Line(*row) for row in rows]


async def _was_answered(session: AsyncSession, number: str, since: datetime) -> bool:
    """True when the assistant or staff wrote to a number since: a digit may mean that."""
    own = select(Delivery.id).where(Delivery.to_number == number, Delivery.broadcast_id.is_(None))
    found = await session.scalar(
        select(func.count())
        .select_from(Reply)
        .where(Reply.delivery_id.in_(own), Reply.created_at > since)
    )
    return bool(found)
