"""The database is away for half a minute in the middle of sending: nothing is lost or doubled."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import create_engine, event, func, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.gateway import Accepted, SmsRequest
from broadcaster.sending.models import Attempt, AttemptOutcome, Delivery, DeliveryState
from tests.broadcaster.sending.fakes import FakeGateway, promise
from tests.support.clock import MovableClock
from tests.support.databases import PostgresTemplates

pytestmark = pytest.mark.proof

OUTAGE: Final = timedelta(seconds=30)
MESSAGES, BATCH, BEFORE = 200, 60, 25
NUMBERS: Final = [f"+3363998{number:04d}" for number in range(MESSAGES)]

Cut = Callable[[], contextlib.AbstractContextManager[None]]
"""Takes the database away for as long as the context lasts."""


class Weather:
    """An outage that begins during a call, and ends once somebody waited long enough for it."""

    def __init__(self, cut: Cut, clock: MovableClock) -> None:
        self._outage = contextlib.ExitStack()
        self._cut, self._clock = cut, clock
        self.waited = timedelta()
        self.refused = 0

    def breaks(self) -> None:
        self._outage.enter_context(self._cut())

    async def rest(self, seconds: float) -> None:
        """Takes no time but on the clock."""
        self.refused += 1
        self.waited += timedelta(seconds=seconds)
        self._clock.advance(timedelta(seconds=seconds))
        if self.waited >= OUTAGE:
            self._outage.close()
        await asyncio.sleep(0)


class StormyGateway(FakeGateway):
    """The weather breaks while one of its calls is under way."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self._weather = weather

    async def send(self, request: SmsRequest) -> Accepted:
        if len(self.sent) == BEFORE:
            self._weather.breaks()
        return await super().send(request)


async def until_all_left(database: Database) -> None:
    """Wait, however often the database refuses to tell."""
    left = select(func.count()).where(Delivery.state == DeliveryState.ACCEPTED)
    while True:
        with contextlib.suppress(Exception):
            async with database.read() as session:
                if await session.scalar(left) == MESSAGES:
                    return
        await asyncio.sleep(0.05)


async def prove(database: Database, cut: Cut, clock: MovableClock, now: datetime) -> None:
    """Send through an outage with the engine of the service."""
    ids = await promise(database, now, *NUMBERS)
    weather = Weather(cut, clock)
    gateway = StormyGateway(weather)
    limits = Limits(batch=BATCH)
    engine = LocalEngine(Courier(database, gateway, clock, limits=limits, rest=weather.rest))
    running = asyncio.create_task(engine.run())
    async with asyncio.timeout(30):
        await until_all_left(database)
        engine.stop()
        await running
    assert weather.waited >= OUTAGE
    assert sorted(request.delivery_id for request in gateway.sent) == sorted(ids)
    async with database.read() as session:
        outcomes = list(await session.scalars(select(Attempt.outcome)))
        sids = set(await session.scalars(select(Delivery.sid)))
    assert outcomes == [AttemptOutcome.ACCEPTED] * MESSAGES
    assert len(sids) == MESSAGES


async def test_postgresql_closes_its_doors_in_the_middle_of_a_batch(
    postgres_url: str, postgres_templates: PostgresTemplates, clock: MovableClock, now: datetime
) -> None:
    name = make_url(postgres_url).database
    admin = create_engine(postgres_templates.server, isolation_level="AUTOCOMMIT")

    def tell(statement: str) -> None:
        with admin.connect() as connection:
            connection.execute(text(statement))

    @contextlib.contextmanager
    def away() -> Iterator[None]:
        tell(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        tell(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )
        yield
        tell(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    database = Database(postgres_url)
    try:
        await prove(database, away, clock, now)
    finally:
        await database.close()
        admin.dispose()


@pytest.fixture
async def impatient(sqlite_url: str) -> AsyncIterator[Database]:
    """A SQLite database that waits 20 ms for a lock, where a service waits 15 s."""
    opened = Database(sqlite_url)

    def hurry(connection: DBAPIConnection, _entry: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=20")
        cursor.close()

    event.listen(opened.engine.sync_engine, "connect", hurry)
    yield opened
    await opened.close()


async def test_sqlite_is_locked_by_another_program_in_the_middle_of_a_batch(
    impatient: Database, clock: MovableClock, now: datetime
) -> None:
    @contextlib.contextmanager
    def away() -> Iterator[None]:
        other = sqlite3.connect(impatient.url.database or "", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.rollback()
        other.close()

    await prove(impatient, away, clock, now)
