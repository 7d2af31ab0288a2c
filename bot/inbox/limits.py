"""Limits: when the assistant keeps silent, and what it may say in staff's name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.clock import PARIS
from broadcaster.conversations.holds import HANDBACK_AFTER
from broadcaster.conversations.models import Author, Correspondent, Reply
from broadcaster.sending.gate.hours import MONDAY_TO_FRIDAY, Timetable

HOUR = timedelta(hours=1)

WORKING_DAYS = Timetable(MONDAY_TO_FRIDAY, ())
"""Days on which staff answer."""


_ANSWERED: Final = (
    select(func.count())
    .select_from(Reply)
    .where(Reply.correspondent_id == bindparam("who"), Reply.author == Author.ASSISTANT)
    .where(Reply.created_at > bindparam("since"))
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator may set of the assistant's conduct."""

    handback: timedelta = HANDBACK_AFTER  # silence of staff after which it answers again
    replies_an_hour: int = 30  # SMS a telephone may cause
    answer_days: int = 1  # working days in which a person answers, as tenants are told


async def is_spent(
    session: AsyncSession, who: Correspondent, now: datetime, limits: Limits
) -> bool:
    """True when a telephone has caused as many answers as it may in an hour.

    A chat costs nothing; two machines that answer each other by SMS would never end.
    """
    if who.channel is not AnswerChannel.SMS:
        return False
    answered = await session.scalar(_ANSWERED, {"who": who.id, "since": now - HOUR})
    return (answered or 0) >= limits.replies_an_hour


def answer_day(now: datetime, days: int) -> datetime:
    """The last day on which a person will have answered, in Paris."""
    day, left = now.astimezone(PARIS), days
    while left:
        day += timedelta(days=1)
        left -= WORKING_DAYS.opens_on(day.date(), "")
    return day
