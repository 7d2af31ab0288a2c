"""The ways Palier sends: each engine on each database it works with, ready for a test."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.courier import Limits as CourierLimits
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.gateways.gateway import Accepted, SmsRequest
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Attempt, Delivery, DeliveryState, Lane
from broadcaster.sending.pace import open_senders
from tests.broadcaster.sending.fakes import FAST, SENDER, FakeGateway
from tests.support.clock import MovableClock

SMALL = CourierLimits(batch=50, write_again=(0.05,))
"""Batches so small that a few hundred messages keep every hand busy; outcomes are written again
soon after the database came back."""


def number(n: int) -> str:
    """A mobile number reserved for fiction."""
    return f"+3363998{n:04d}"


class SlowGateway(FakeGateway):
    """Accepts every message; those with a certain text only once the test lets them.

    Two at once give out different ids: their serial numbers differ.
    """

    SLOW = "Lent"

    def __init__(self, serial: int = 0) -> None:
        super().__init__()
        self.serial = serial
        self.under_way = 0
        self.let_through = asyncio.Event()

    async def send(self, request: SmsRequest) -> Accepted:
        if request.body == self.SLOW:
            self.under_way += 1
            await self.let_through.wait()
        accepted = await super().send(request)
        return Accepted(f"SM{self.serial:08x}{len(self.sent):024x}", accepted.status)

    @property
    def times_sent(self) -> Counter[str]:
        """How often each delivery was accepted."""
        return Counter(request.delivery_id for request in self.sent)


class SqliteWithOutage(Database):
    """A SQLite database that can be taken away, as a full or broken disk does."""

    away = False

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        self._fail()
        async with super().read() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        self._fail()
        async with super().write() as session:
            yield session

    def _fail(self) -> None:
        if self.away:
            raise OperationalError("BEGIN IMMEDIATE", None, OSError("disk I/O error"))


@dataclass
class Workplace:
    """One engine at work, with all a test needs around it."""

    engine: Engine
    database: Database
    gateway: SlowGateway
    clock: MovableClock
    take_away: Callable[[], None]
    give_back: Callable[[], None]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["asyncio.Task[None]"]:
        """The engine, running until the end of the block, which waits until it has stopped."""
        task = asyncio.create_task(self.engine.run())
        try:
            yield task
        finally:
            self.engine.stop()
            self.gateway.let_through.set()
            await asyncio.wait_for(task, 20)

    async def open(self, rate: float = FAST) -> None:
        """Make the sender known."""
        async with self.database.write() as session:
            await open_senders(session, [SENDER], rate)

    async def promise(
        self,
        numbers: Sequence[str],
        lane: Lane = Lane.BULK,
        *,
        body: str = "Bonjour",
        due_at: datetime | None = None,
        broadcast_id: int | None = None,
        submitted: bool = True,
    ) -> list[str]:
        """Write rows and, unless told otherwise, submit them, in one transaction."""
        async with self.database.write() as session:
            return await self.promise_in(
                session, numbers, lane, body, due_at, broadcast_id, submitted=submitted
            )

    async def promise_in(
        self,
        session: AsyncSession,
        numbers: Sequence[str],
        lane: Lane = Lane.BULK,
        body: str = "Bonjour",
        due_at: datetime | None = None,
        broadcast_id: int | None = None,
        *,
        submitted: bool = True,
    ) -> list[str]:
        """The same in a transaction of the test's own."""
        now = self.clock()
        outgoing = [
            Outgoing(each, body, lane, SENDER, due_at or now, broadcast_id=broadcast_id)
            for each in numbers
        ]
        ids = await add_deliveries(session, outgoing, now)
        if submitted:
            await self.engine.submit(session, lane, ids)
        return ids

    async def count(self, *states: DeliveryState) -> int:
        """How many messages are in these states."""
        query = select(func.count()).where(Delivery.state.in_(states))
        async with self.database.read() as session:
            return await session.scalar(query) or 0

    async def open_attempts(self) -> int:
        """How many calls have no outcome written down."""
        query = select(func.count()).where(Attempt.outcome.is_(None))
        async with self.database.read() as session:
            return await session.scalar(query) or 0

    async def all_accepted(self) -> bool:
        """True once every message there is was accepted, as far as the ledger knows."""
        others = [state for state in DeliveryState if state is not DeliveryState.ACCEPTED]
        return not await self.count(*others)


def courier_of(database: Database, gateway: SlowGateway, clock: MovableClock) -> Courier:
    """A courier with small batches."""
    return Courier(database, gateway, clock, limits=SMALL)
