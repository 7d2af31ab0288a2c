"""Keeping lacks: read as staff see them, closed with a reason, asked to be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.lacks.models import Lack, LackAsker, LackState
from broadcaster.errors import PalierError

MOST_SHOWN = 200


class LackGoneError(PalierError):
    """This lacking fact is no longer in that state. Go back to the list and look again."""


@dataclass(frozen=True, slots=True)
class Told:
    """A lack with who asked for it."""

    lack: Lack
    askers: int
    unanswered: int  # askers who have not had the answer yet


async def open_lacks(session: AsyncSession) -> list[Told]:
    """What is still lacking: what most tenants asked for first."""
    found = await _told(session, Lack.state == LackState.OPEN)
    return sorted(found, key=lambda told: (-told.askers, -told.lack.times, told.lack.id))


async def filled_lacks(session: AsyncSession) -> list[Told]:
    """What is there now, while somebody who asked has not been answered."""
    found = await _told(session, Lack.state == LackState.FILLED)
    return [told for told in found if told.unanswered]


async def closed_lacks(session: AsyncSession) -> list[Told]:
    """The latest that are settled: dismissed, or there and told to all who asked."""
    found = await _told(session, Lack.state != LackState.OPEN)
    settled = [one for one in found if not one.unanswered or one.lack.state is LackState.DISMISSED]
    return sorted(settled, key=lambda told: told.lack.closed_at or told.lack.last_asked_at)[::-1]


async def count_open_lacks(session: AsyncSession) -> int:
    """How many facts are lacking."""
    query = select(func.count()).select_from(Lack).where(Lack.state == LackState.OPEN)
    return await session.scalar(query) or 0


async def dismiss(
    session: AsyncSession, lack_id: int, reason: str, user_id: int | None, now: datetime
) -> None:
    """Say why a fact will not be there; raise LackGoneError when it is not lacking any more."""
    await _close(session, lack_id, LackState.DISMISSED, now, reason=reason, closed_by_id=user_id)


async def fill(session: AsyncSession, lack_id: int, now: datetime) -> None:
    """Note that the fact is there now; raise LackGoneError."""
    await _close(session, lack_id, LackState.FILLED, now)


async def want_answer(session: AsyncSession, lack_id: int, user_id: int, now: datetime) -> Lack:
    """Ask that everybody who asked be answered, once; raise LackGoneError unless it is filled."""
    changed = await session.scalars(
        update(Lack)
        .where(Lack.id == lack_id, Lack.state == LackState.FILLED)
        .where(Lack.answer_wanted_at.is_(None))
        .values(answer_wanted_at=now, answer_wanted_by_id=user_id)
        .returning(Lack)
    )
    lack = changed.first()
    if lack is None:
        raise LackGoneError
    return lack


async def askers_of(session: AsyncSession, lack_id: int) -> Sequence[LackAsker]:
    """Who asked, the latest question first."""
    found = await session.scalars(
        select(LackAsker)
        .where(LackAsker.lack_id == lack_id)
        .order_by(LackAsker.asked_at.desc(), LackAsker.id.desc())
    )
    return list(found)


async def _close(
    session: AsyncSession, lack_id: int, state: LackState, now: datetime, **values: object
) -> None:
    closed = await session.execute(
        update(Lack)
        .where(Lack.id == lack_id, Lack.state == LackState.OPEN)
        .values(state=state, closed_at=now, open_key=None, **values)
        .returning(Lack.id)
    )
    if closed.first() is None:
        raise LackGoneError


async def _told(session: AsyncSession, which: ColumnElement[bool]) -> list[Told]:
    waits = LackAsker.answered_at.is_(None) & LackAsker.skipped.is_(None)
    rows = await session.execute(
        select(Lack, func.count(LackAsker.id), func.count(LackAsker.id).filter(waits))
        .outerjoin(LackAsker, LackAsker.lack_id == Lack.id)
        .where(which)
        .group_by(Lack.id)
        .order_by(Lack.last_asked_at.desc(), Lack.id.desc())
        .limit(MOST_SHOWN)
    )
    return [Told(lack, askers, unanswered) for lack, askers, unanswered in rows]
