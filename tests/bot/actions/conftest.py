"""An Answerer over a small estate, and correspondents who ask it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.actions.answering import Answer, Answerer
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.models import Correspondent
from broadcaster.database import Base, Database
from tests.broadcaster.works.estate import IN_A1_FLAT_11, Estate, build_estate
from tests.support.clock import MovableClock

STRANGER = "+33639989999"


@dataclass
class Line:
    """Asks the Answerer, from any number or chat window."""

    database: Database
    clock: MovableClock
    estate: Estate
    answerer: Answerer

    async def facts(self, *facts: Base) -> None:
        """Write facts into the database."""
        async with self.database.write() as session:
            session.add_all(facts)

    async def ask(self, topic: str, question: str = "", *, number: str = IN_A1_FLAT_11) -> Answer:
        """One question from a number; ``web:…`` asks in the chat."""
        who = await self.who(number)
        return await self.answerer.answer(topic, who.id, question, self.clock())

    async def who(self, number: str) -> Correspondent:
        """The correspondent behind a number."""
        channel = AnswerChannel.WEB if number.startswith("web:") else AnswerChannel.SMS
        async with self.database.write() as session:
            return await correspondent_of(session, channel, number, self.clock())

    async def speaks(self, number: str, language: str) -> None:
        """Let a correspondent have a language."""
        who = await self.who(number)
        async with self.database.write() as session:
            (await session.get_one(Correspondent, who.id)).language = language

    async def all_answers(self, topics: Sequence[str], question: str, number: str) -> list[Answer]:
        """One question on several topics."""
        return [await self.ask(topic, question, number=number) for topic in topics]


@pytest.fixture
async def line(database: Database, clock: MovableClock) -> Line:
    async with database.write() as session:
        estate = await build_estate(session)
    return Line(database, clock, estate, Answerer(database))


@pytest.fixture
async def sqlite_line(sqlite_database: Database, clock: MovableClock) -> Line:
    async with sqlite_database.write() as session:
        estate = await build_estate(session)
    return Line(sqlite_database, clock, estate, Answerer(sqlite_database))
