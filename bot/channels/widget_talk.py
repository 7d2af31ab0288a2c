"""What the chat page shows of a conversation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select

from broadcaster.answers.dates import FRENCH
from broadcaster.answers.labels import label
from broadcaster.clock import PARIS
from broadcaster.conversations.clarifications import choices_of, open_clarification
from broadcaster.conversations.models import Correspondent, Reply
from broadcaster.conversations.transcript import Line, transcript
from broadcaster.database import Database


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day in Paris."""

    moment: datetime
    lines: Sequence[Line]


class Talk:
    """Reads conversations by the correspondent's address."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(self, address: str) -> list[Line]:
        """Everything said, oldest first; nothing for an address nobody wrote from."""
        async with self._database.read() as session:
            known = await session.scalar(
                select(Correspondent.id).where(Correspondent.address == address)
            )
            return [] if known is None else await transcript(session, known)

    async def choices(self, address: str, now: datetime) -> list[str]:
        """What the tenant was just asked to choose from, in their language; else nothing."""
        async with self._database.read() as session:
            who = await session.scalar(
                select(Correspondent).where(Correspondent.address == address)
            )
            asked = None if who is None else await open_clarification(session, who.id, now)
            if who is None or asked is None:
                return []
            return [label(topic, who.language or FRENCH) for topic in choices_of(asked)]

    async def last_reply(self, address: str) -> int:
        """The id of the latest reply, 0 before the first."""
        async with self._database.read() as session:
            last = await session.scalar(
                select(func.max(Reply.id))
                .join(Correspondent, Correspondent.id == Reply.correspondent_id)
                .where(Correspondent.address == address)
            )
        return last or 0

    @staticmethod
    def by_day(lines: Sequence[Line]) -> list[Day]:
        """The lines, day by day."""
        grouped = groupby(lines, key=lambda line: line.at.astimezone(PARIS).date())
        by_day = [list(each) for _, each in grouped]
        return [Day(each[0].at, each) for each in by_day]
