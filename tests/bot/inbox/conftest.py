"""An inbox with real parts but for Rasa's understanding and the provider."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.actions.answering import Answerer
from bot.inbox.inbox import Inbox, Parts
from bot.inbox.incoming import Incoming
from bot.inbox.language import language_guesser
from bot.inbox.waiting import WaitingRoom
from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.holds import HANDBACK_AFTER, take_thread
from broadcaster.conversations.models import InboundMessage, Reply, Thread
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.models import Delivery
from broadcaster.staff.models import StaffUser
from tests.bot.fake_rasa import FakeRasa, fake_rasa
from tests.broadcaster.register.places import build_estate
from tests.broadcaster.sending.fakes import SENDER, FakeGateway
from tests.support.clock import MovableClock

STRANGER = "+33639989999"
GAS = "0 800 47 33 33"


@dataclass
class Desk:
    """An inbox and everything one looks at around it."""

    database: Database
    clock: MovableClock
    rasa: FakeRasa
    inbox: Inbox
    outbox: Outbox
    waiting_room: WaitingRoom
    count: int = 0

    async def text(
        self, body: str, number: str = STRANGER, channel: AnswerChannel = AnswerChannel.SMS
    ) -> list[str]:
        """A phone texts; what is answered."""
        self.count += 1
        incoming = Incoming(channel, number, f"SM{self.count:032x}", body, self.clock())
        received = await self.inbox.receive(incoming)
        return await self.inbox.handle(received.inbound_id)

    async def inbound(self) -> list[InboundMessage]:
        async with self.database.read() as session:
            return list(await session.scalars(select(InboundMessage).order_by(InboundMessage.id)))

    async def replies(self) -> list[Reply]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Reply).order_by(Reply.id)))

    async def deliveries(self) -> list[Delivery]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Delivery)))

    async def staff(self, name: str = "Ana") -> int:
        """A member of staff, by id."""
        async with self.database.write() as session:
            email = f"{name.lower()}@b.example"
            user = StaffUser(email=email, name=name, password_hash="x", created_at=self.clock())
            session.add(user)
            await session.flush()
            return user.id

    async def open_thread(self, number: str = STRANGER) -> int:
        """A thread of a number, by id: they asked for a person."""
        await self.text("CONTACT", number)
        return (await self.threads())[-1].id

    async def take(self, thread_id: int, user_id: int) -> None:
        """A member of staff takes a thread in hand."""
        async with self.database.write() as session:
            await take_thread(session, thread_id, user_id, self.clock(), HANDBACK_AFTER)

    async def threads(self) -> list[Thread]:
        async with self.database.read() as session:
            return list(await session.scalars(select(Thread)))


@pytest.fixture(scope="session")
def guess_language() -> Callable[[str], str]:
    """Made once: loading the language models takes a moment."""
    return language_guesser()


@pytest.fixture
async def desk(
    database: Database, clock: MovableClock, guess_language: Callable[[str], str]
) -> AsyncIterator[Desk]:
    async with database.write() as session:
        await build_estate(session)
    async with fake_rasa() as (rasa, assistant):
        outbox = Outbox(LocalEngine(Courier(database, FakeGateway(), clock)), SENDER)
        inbox = Inbox(
            Parts(
                database=database,
                assistant=assistant,
                answerer=Answerer(database, gas_number=GAS),
                outbox=outbox,
                guess_language=guess_language,
                clock=clock,
                gas_number=GAS,
            )
        )
        yield Desk(database, clock, rasa, inbox, outbox, WaitingRoom(database, assistant, inbox))
