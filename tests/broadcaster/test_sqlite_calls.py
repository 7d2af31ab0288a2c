"""One call to SQLite's thread a statement, and no transaction left behind."""

import asyncio
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from broadcaster.database import Database
from broadcaster.register.models import Site

LILAS = {"code": "lilas", "name": "Lilas", "city": "Valenton"}
ROSES = {"code": "roses", "name": "Roses", "city": "Valenton"}

SLOW = text(
    "INSERT INTO site (code, name, city) WITH RECURSIVE n(i) AS "
    "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
    "SELECT 'slow', max(i), 'x' FROM n"
)
"""Takes a while, and writes a row at its end."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the threads of all connections were asked, as it is asked."""
    asked: list[str] = []
    execute: Any = aiosqlite.Connection._execute

    async def counted(connection: Any, work: Any, *given: Any, **named: Any) -> Any:
        asked.append(work.__name__)
        return await execute(connection, work, *given, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return asked


async def test_a_query_is_one_call_and_there_is_nothing_to_roll_back(
    sqlite_database: Database, calls: list[str]
) -> None:
    async with sqlite_database.read() as session:
        await session.scalar(select(func.count(Site.id)))
        calls.clear()
        assert await session.scalar(select(func.count(Site.id))) == 0
        assert len(calls) == 1
    assert len(calls) == 1


async def test_rows_counts_and_new_keys_come_back(sqlite_database: Database) -> None:
    async with sqlite_database.write() as session:
        await session.execute(insert(Site), [LILAS, ROSES])
        session.add(Site(code="iris", name="Iris", city="Valenton"))
        await session.flush()
        changed = await session.execute(
            update(Site).where(Site.code != "iris").values(name="x").returning(Site.code)
        )
        assert set(changed.scalars()) == {"lilas", "roses"}
    async with sqlite_database.read() as session:
        found = await session.execute(select(Site.id, Site.code).order_by(Site.id))
        assert [code for _id, code in found] == ["lilas", "roses", "iris"]
        assert await session.scalar(select(Site.code).where(Site.id == 404)) is None


async def test_what_sqlite_refuses_is_raised_and_the_next_may_write(
    sqlite_database: Database,
) -> None:
    with pytest.raises(IntegrityError):
        async with sqlite_database.write() as session:
            await session.execute(insert(Site), [LILAS, LILAS])
    async with sqlite_database.write() as session:
        await session.execute(insert(Site), [LILAS])
    async with sqlite_database.read() as session:
        assert await session.scalar(select(func.count(Site.id))) == 1


async def test_who_stops_waiting_leaves_no_transaction_to_the_next(
    sqlite_database: Database,
) -> None:
    """Its thread goes on with the statement, and only then rolls back."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02), sqlite_database.write() as session:
            await session.execute(SLOW)
    async with asyncio.timeout(30), sqlite_database.write() as session:
        assert await session.scalar(select(func.count(Site.id))) == 0
        await session.execute(insert(Site), [ROSES])
    async with sqlite_database.read() as session:
        assert list(await session.scalars(select(Site.code))) == ["roses"]
