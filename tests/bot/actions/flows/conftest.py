"""A talk over the small estate, and telephones that talk with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import select

from bot.actions.answer import Answer
from bot.actions.flows.talk import Talk
from bot.actions.message import Message, Question
from bot.actions.replier import Replier
from broadcaster.conversations.models import Thread
from broadcaster.conversations.requests import TenantRequest
from broadcaster.conversations.threads import close_thread
from broadcaster.staff.models import StaffUser
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11

SURELY = 0.95


@dataclass
class Tenant:
    """Writes messages; hears what the forms' actions would say, in their order."""

    line: Line
    talk: Talk
    number: str = IN_A1_FLAT_11
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def says(
        self, text: str, topic: str = "nlu_fallback", *others: tuple[str, str], sure: float = SURELY
    ) -> list[Answer]:
        """One message of one topic, or of several questions: (text, topic)."""
        questions = [Question(text, topic, sure)]
        if others:
            questions = [Question(part, about, sure) for part, about in others]
        return await self.sends(Message(str(next(self.ids)), text, tuple(questions)))

    async def sends(self, message: Message) -> list[Answer]:
        who = (await self.line.who(self.number)).id
        heard = await self.talk.hear(who, message, self.line.clock())
        said = heard.answers
        standing = await self.talk.standing(who)
        assert heard.may_stand or standing is None
        if standing is None:
            return said
        if standing.asked is None:
            said += await self.talk.submit(who, self.line.clock())
        # Rasa goes on with the form of what was begun instead.
        return said + await self.talk.ask(who, self.line.clock())

    async def requests(self) -> list[TenantRequest]:
        async with self.line.database.read() as session:
            return list(await session.scalars(select(TenantRequest).order_by(TenantRequest.id)))

    async def settled_by_staff(self) -> None:
        """A colleague closes the thread."""
        (thread,) = await self.threads()
        now = self.line.clock()
        async with self.line.database.write() as session:
            user = StaffUser(email="n@b.example", name="Nadia", password_hash="x", created_at=now)
            session.add(user)
            await session.flush()
            await close_thread(session, thread.id, user.id, now)

    async def threads(self) -> list[Thread]:
        async with self.line.database.read() as session:
            return list(await session.scalars(select(Thread)))


def texts(answers: list[Answer]) -> str:
    return " | ".join(answer.text for answer in answers)


@pytest.fixture
def tenant(line: Line) -> Tenant:
    return Tenant(line, Talk(line.database, Replier(line.answerer)))


@pytest.fixture
def quick(sqlite_line: Line) -> Tenant:
    """The same on SQLite only, for what is not about the database."""
    return Tenant(sqlite_line, Talk(sqlite_line.database, Replier(sqlite_line.answerer)))
