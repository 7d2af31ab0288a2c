"""The engine for many processes: tokens in Procrastinate's queue, beside the ledger's rows."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, make_url, text
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import Database
from broadcaster.sending.engines.distributed.engine import (
    ProcrastinateEngine,
    Rhythm,
    connection_options,
)
from broadcaster.sending.engines.distributed.schema import (
    ExtraMissingError,
    NoSchemaAllowedError,
    PostgresNeededError,
    make_queue,
    need_distributed,
)
from broadcaster.sending.engines.distributed.tokens import (
    MESSAGES,
    MOST_ADDED,
    add_tokens,
    drop_dead,
    top_up,
)
from broadcaster.sending.models import DeliveryState, Lane
from broadcaster.tables import metadata
from tests.broadcaster.sending.engines.combinations import (
    SlowGateway,
    Workplace,
    courier_of,
    number,
)
from tests.broadcaster.sending.fakes import ALICE, promise
from tests.support.clock import MovableClock
from tests.support.waiting import until

BY_NOTIFICATION = Rhythm(poll=dict.fromkeys(Lane, 5.0))
"""Polling is rare: only what is told arrives at once."""


@pytest.fixture(params=["postgresql"])  # in the name, so that `make fast` leaves it out
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    """An empty PostgreSQL database with the queue's tables."""
    database = Database(postgres_url)
    await make_queue(database)
    yield database
    await database.close()


async def workplace(
    database: Database, clock: MovableClock, rhythm: Rhythm | None = None, serial: int = 0
) -> Workplace:
    gateway = SlowGateway(serial)
    engine = ProcrastinateEngine(courier_of(database, gateway, clock), rhythm=rhythm)
    made = Workplace(engine, database, gateway, clock, lambda: None, lambda: None)
    await made.open()
    return made


async def tokens(database: Database) -> Counter[tuple[str, str]]:
    """How many jobs there are, by queue and status."""
    query = text(
        "SELECT queue_name, status::text, count(*) FROM palier_queue.procrastinate_jobs "
        "GROUP BY queue_name, status"
    )
    async with database.read() as session:
        rows = await session.execute(query)
        return Counter({(queue, status): count for queue, status, count in rows})


async def rows_in(database: Database, table: str) -> int:
    async with database.read() as session:
        found = await session.scalar(
            text(f"SELECT count(*) FROM palier_queue.procrastinate_{table}")
        )
    return int(found or 0)


@pytest.mark.parametrize(
    ("messages", "wanted"), [(0, 0), (1, 1), (MESSAGES, 1), (MESSAGES + 1, 2), (500, 3)]
)
async def test_a_token_is_good_for_a_batch(
    postgres: Database, clock: MovableClock, messages: int, wanted: int
) -> None:
    place = await workplace(postgres, clock)
    await place.promise([number(n) for n in range(messages)])
    assert await tokens(postgres) == Counter({("bulk", "todo"): wanted})


async def test_a_promise_rolled_back_leaves_no_token(
    postgres: Database, clock: MovableClock
) -> None:
    place = await workplace(postgres, clock)

    async def take_back() -> None:
        async with postgres.write() as session:
            await place.promise_in(session, [ALICE], Lane.REPLY)
            raise LookupError

    with pytest.raises(LookupError):
        await take_back()
    assert not await tokens(postgres)


async def test_a_reply_leaves_at_once_by_notification(
    postgres: Database, clock: MovableClock
) -> None:
    """One notification may be missed (``Rhythm.poll``), so the usual one counts."""
    place = await workplace(postgres, clock, BY_NOTIFICATION)
    async with place.running():
        await place.promise([ALICE], Lane.REPLY)
        await until(place.all_accepted)
        took = [await _answer(place, n) for n in range(10)]
    assert sorted(took)[5] < 0.5, took


async def _answer(place: Workplace, n: int) -> float:
    """Seconds from the commit of a reply to its call."""
    before = len(place.gateway.sent)
    await place.promise([number(n)], Lane.REPLY)
    committed = time.perf_counter()
    await until(lambda: len(place.gateway.sent) > before)
    return time.perf_counter() - committed


async def test_nothing_is_left_of_tokens_that_were_used(
    postgres: Database, clock: MovableClock
) -> None:
    place = await workplace(postgres, clock)
    async with place.running():
        await place.promise([number(n) for n in range(250)])
        await place.promise([ALICE], Lane.REPLY)
        await until(place.all_accepted)
    assert [await rows_in(postgres, table) for table in ("jobs", "events", "workers")] == [0, 0, 0]


async def test_a_look_adds_only_the_tokens_that_are_missing(
    postgres: Database, now: datetime
) -> None:
    await promise(postgres, now, *(number(n) for n in range(MESSAGES + 1)))
    await promise(postgres, now, ALICE, due_at=now + timedelta(minutes=1))

    async def look() -> list[int]:
        async with postgres.write() as session:
            return [await top_up(session, lane, now) for lane in (Lane.REPLY, Lane.BULK)]

    assert await look() == [0, 2]
    assert await look() == [0, 0]
    assert await tokens(postgres) == Counter({("bulk", "todo"): 2})


async def test_a_look_adds_no_more_than_hands_can_use(postgres: Database, now: datetime) -> None:
    many = (number(n % 10_000) for n in range((MOST_ADDED + 2) * MESSAGES))
    await promise(postgres, now, *many)
    async with postgres.write() as session:
        assert await top_up(session, Lane.BULK, now) == MOST_ADDED


async def test_two_looks_at_once_are_harmless(postgres: Database, clock: MovableClock) -> None:
    """Whatever tokens there are too many of end at once."""
    place = await workplace(postgres, clock)
    ids = await place.promise([number(n) for n in range(30)])
    async with postgres.write() as session:
        await add_tokens(session, Lane.BULK, 50)
    async with place.running():
        await until(place.all_accepted)
        await until(lambda: _no_tokens(postgres))
    assert place.gateway.times_sent == Counter(ids)


async def _no_tokens(database: Database) -> bool:
    return not await tokens(database)


async def test_two_engines_share_what_one_promised(postgres: Database, clock: MovableClock) -> None:
    here, there = [await workplace(postgres, clock, serial=serial) for serial in (1, 2)]
    slow = SlowGateway.SLOW
    async with here.running(), there.running():
        ids = await here.promise([number(n) for n in range(600)], body=slow)
        await until(lambda: min(here.gateway.under_way, there.gateway.under_way) >= 20)
        here.gateway.let_through.set()
        there.gateway.let_through.set()
        await until(here.all_accepted)
    assert here.gateway.times_sent + there.gateway.times_sent == Counter(ids)


async def test_what_a_dead_worker_held_is_dropped(postgres: Database) -> None:
    async with postgres.write() as session:
        await add_tokens(session, Lane.BULK, 3)
        dead, alive = await _worker(session, silent_for=60), await _worker(session, silent_for=5)
        for worker in (dead, alive):
            await session.execute(text("SET LOCAL search_path = palier_queue"))
            await session.execute(
                text("SELECT procrastinate_fetch_job_v2(ARRAY['bulk'], :worker)"),
                {"worker": worker},
            )
    async with postgres.write() as session:
        await drop_dead(session, 30)
        await drop_dead(session, 30)  # whoever comes second finds nothing left
    assert await tokens(postgres) == Counter({("bulk", "todo"): 1, ("bulk", "doing"): 1})
    assert await rows_in(postgres, "workers") == 1


async def _worker(session: AsyncSession, silent_for: int) -> int:
    made = text(
        "INSERT INTO palier_queue.procrastinate_workers (last_heartbeat) "
        "VALUES (now() - make_interval(secs => :secs)) RETURNING id"
    )
    return int(await session.scalar(made, {"secs": silent_for}) or 0)


async def test_a_worker_that_was_thought_dead_goes_on(
    postgres: Database, clock: MovableClock
) -> None:
    """Its machine slept: others forgot it, and what it fetches is refused."""
    place = await workplace(postgres, clock)
    async with place.running():
        await place.promise([ALICE])
        await until(place.all_accepted)
        async with postgres.write() as session:
            await drop_dead(session, -60)
        ids = await place.promise([number(n) for n in range(2)], Lane.REPLY)
        await until(place.all_accepted)
    assert place.gateway.times_sent.total() == 1 + len(ids)
    assert await place.count(DeliveryState.ACCEPTED) == 3


async def test_the_queue_is_made_once(postgres_url: str) -> None:
    database = Database(postgres_url)
    assert sorted(await asyncio.gather(*(make_queue(database) for _ in range(3)))) == [
        False,
        False,
        True,
    ]
    async with database.write() as session:
        await add_tokens(session, Lane.BULK, 1)
    assert not await make_queue(database)
    assert await tokens(database) == Counter({("bulk", "todo"): 1})
    await database.close()


async def test_the_queue_of_another_release_is_made_anew(
    postgres: Database, clock: MovableClock
) -> None:
    place = await workplace(postgres, clock)
    ids = await place.promise([ALICE])
    async with postgres.write() as session:
        await session.execute(text("COMMENT ON SCHEMA palier_queue IS 'another release'"))
    assert await make_queue(postgres)
    assert not await tokens(postgres)
    async with place.running():
        await until(place.all_accepted)
    assert place.gateway.times_sent == Counter(ids)


async def test_our_own_tables_stay_what_the_models_say(postgres: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with postgres.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_user_who_may_not_make_a_schema_is_told(postgres_url: str) -> None:
    nobody = make_url(postgres_url).update_query_dict({"options": "-c role=pg_monitor"})
    database = Database(nobody.render_as_string(hide_password=False))
    with pytest.raises(NoSchemaAllowedError, match="GRANT"):
        await make_queue(database)
    await database.close()


async def test_it_refuses_sqlite(sqlite_database: Database, clock: MovableClock) -> None:
    with pytest.raises(PostgresNeededError, match="PALIER_DATABASE_URL"):
        await make_queue(sqlite_database)
    with pytest.raises(PostgresNeededError):
        ProcrastinateEngine(courier_of(sqlite_database, SlowGateway(), clock))


@pytest.mark.parametrize("package", ["procrastinate", "psycopg_pool"])
async def test_a_missing_extra_is_told(
    postgres: Database, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ExtraMissingError, match=r"palier\[distributed\]"):
        need_distributed(postgres)


def test_the_queue_is_reached_as_the_database_is() -> None:
    url = "postgresql+psycopg://pa:l%40r@db:5433/palier?sslmode=require&options=-c%20a.b%3D1"
    assert connection_options(Database(url)) == {
        "host": "db",
        "port": 5433,
        "user": "pa",
        "password": "l@r",
        "dbname": "palier",
        "sslmode": "require",
        "connect_timeout": 5,
        "options": "-c a.b=1 -c search_path=palier_queue",
    }
