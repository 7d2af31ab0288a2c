"""Noting a lack: one open row for one fact of one place, however often it is asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.lacks.models import Lack, LackAsker, LackKind, LackState
from broadcaster.database import insert_unless_there

DISMISSED_FOR = timedelta(days=30)
"""How long a fact that staff dismissed is not put before them again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The fact that was wanted."""

    place: str  # a Scope as text
    topic: str
    kind: LackKind
    subject: str = ""
    fact: str = ""

    @property
    def key(self) -> str:
        """The same for two questions that one fact would answer."""
        return f"{self.place}|{self.topic}|{self.fact or self.subject}"


@dataclass(frozen=True, slots=True)
class Question:
    """Who asked, for which home, and what: topic and hints, never their words."""

    correspondent_id: int
    home: str  # a Scope as text
    wanted: str


async def note(session: AsyncSession, wish: Wish, question: Question, now: datetime) -> None:
    """Count a question whose fact was lacking, in the caller's transaction."""
    lack_id = await _lack_id(session, wish, now)
    await session.execute(
        update(Lack)
        .where(Lack.id == lack_id)
        .values(times=Lack.times + 1, last_asked_at=now, kind=wish.kind)
    )
    await _note_asker(session, lack_id, question, now)


async def _lack_id(session: AsyncSession, wish: Wish, now: datetime) -> int:
    """The row of a wish, made when there is none; of two made at once, one is a no-op."""
    dismissed = await _dismissed_lately(session, wish, now)
    if dismissed is not None:
        return dismissed
    await session.execute(
        insert_unless_there(session, Lack).values(
            open_key=wish.key,
            place=wish.place,
            topic=wish.topic,
            kind=wish.kind,
            subject=wish.subject,
            fact=wish.fact,
            times=0,
            first_asked_at=now,
            last_asked_at=now,
            state=LackState.OPEN,
            reason="",
        )
    )
    found = await session.scalar(select(Lack.id).where(Lack.open_key == wish.key))
    if found is None:  # the row was just written in this very transaction
        raise LookupError(wish.key)
    return found


async def _dismissed_lately(session: AsyncSession, wish: Wish, now: datetime) -> int | None:
    """The row that staff dismissed not long ago: they have said why, and are not asked again."""
    return await session.scalar(
        select(Lack.id)
        .where(Lack.state == LackState.DISMISSED, Lack.closed_by_id.is_not(None))
        .where(Lack.closed_at > now - DISMISSED_FOR)
        .where(Lack.place == wish.place, Lack.topic == wish.topic)
        .where(Lack.subject == wish.subject, Lack.fact == wish.fact)
        .order_by(Lack.id.desc())
        .limit(1)
    )


async def _note_asker(
    session: AsyncSession, lack_id: int, question: Question, now: datetime
) -> None:
    """One row for one asker; what they asked last is what they will be answered."""
    values = {"home": question.home, "wanted": question.wanted, "asked_at": now}
    asker = {"lack_id": lack_id, "correspondent_id": question.correspondent_id}
    await session.execute(insert_unless_there(session, LackAsker).values(**asker, **values))
    await session.execute(
        update(LackAsker)
        .where(LackAsker.lack_id == lack_id)
        .where(LackAsker.correspondent_id == question.correspondent_id)
        .values(**values)
    )
