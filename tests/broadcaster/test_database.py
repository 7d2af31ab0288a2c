"""Times stay UTC-aware and write transactions are whole, on both databases."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import Database, DatabaseUnreachableError, insert_unless_there
from broadcaster.register.models import Building, OptOut, Site
from broadcaster.tables import metadata

NUMBER = "+33639980001"

Way = Callable[[Database], AbstractAsyncContextManager[AsyncSession]]


async def _since(database: Database) -> datetime:
    async with database.read() as session:
        return (await session.execute(select(OptOut.since))).scalar_one()


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2026, 5, 4, 7, tzinfo=UTC), id="utc"),
        pytest.param(datetime(2026, 5, 4, 9, tzinfo=timezone(timedelta(hours=2))), id="paris"),
    ],
)
async def test_a_moment_comes_back_in_utc(database: Database, moment: datetime) -> None:
    async with database.write() as session:
        session.add(OptOut(number=NUMBER, since=moment, source="keyword"))
    kept = await _since(database)
    assert kept == moment
    assert kept.utcoffset() == timedelta(0)


async def test_a_moment_without_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 5, 4, 9)  # noqa: DTZ001 - what is refused
    with pytest.raises(StatementError, match="without time zone"):
        async with database.write() as session:
            session.add(OptOut(number=NUMBER, since=naive, source="keyword"))


@pytest.mark.parametrize("way", [Database.write, Database.write_late], ids=["at once", "late"])
async def test_an_error_rolls_back_everything_and_the_next_one_may_write(
    database: Database, now: datetime, way: Way
) -> None:
    async def write_then_fail() -> None:
        async with way(database) as session:
            session.add(OptOut(number=NUMBER, since=now, source="keyword"))
            await session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        await write_then_fail()
    async with asyncio.timeout(5), database.write() as session:
        assert await session.scalar(select(func.count(OptOut.number))) == 0


async def test_a_link_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(Building(site_id=404, code="A", address="1 rue des Lilas"))


async def test_writers_at_once_lose_nothing(database: Database) -> None:
    """Each reads, then writes: the order SQLite refuses unless the lock is taken first."""
    async with database.write() as session:
        session.add(Site(code="lilas", name="0", city="Valenton"))

    async def count_up() -> None:
        async with database.write() as session:
            site = (await session.execute(select(Site).with_for_update())).scalar_one()
            site.name = str(int(site.name) + 1)

    await asyncio.gather(*(count_up() for _ in range(8)))
    async with database.read() as session:
        assert (await session.execute(select(Site.name))).scalar_one() == "8"


async def test_who_writes_late_waits_for_nobody_while_reading(database: Database) -> None:
    async with database.write() as session:
        session.add(Site(code="lilas", name="before", city="Valenton"))
    async with database.write_late() as late:
        site = (await late.execute(select(Site))).scalar_one()
        async with asyncio.timeout(5), database.write() as session:
            session.add(Site(code="roses", name="beside", city="Valenton"))
        site.name = "after"
    async with database.read() as session:
        names = set((await session.scalars(select(Site.name))).all())
    assert names == {"after", "beside"}


async def test_what_is_set_to_what_it_was_is_no_change_that_takes_a_turn(
    database: Database,
) -> None:
    async with database.write() as session:
        session.add(Site(code="lilas", name="Lilas", city="Valenton"))
    async with database.write_late() as late:
        site = (await late.execute(select(Site))).scalar_one()
        site.name = "Lilas"
        await late.scalar(select(func.count(Site.id)))
        async with asyncio.timeout(5), database.write() as session:
            session.add(Site(code="roses", name="beside", city="Valenton"))


async def test_late_writers_at_once_lose_nothing(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.write_late() as session:
            await session.scalar(select(func.count(Site.id)))
            added = insert_unless_there(session, Site).values(
                code=f"site {number}", name="x", city="Valenton"
            )
            await session.execute(added)
            await session.scalar(select(func.count(Site.id)))

    await asyncio.gather(*(add(number) for number in range(8)))
    async with database.read() as session:
        assert await session.scalar(select(func.count(Site.id))) == 8


async def test_a_database_that_answers_passes_the_check(database: Database) -> None:
    await database.check()
    assert database.is_sqlite == database.url.drivername.startswith("sqlite")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite+aiosqlite:///{folder}/absent/palier.db", id="sqlite"),
        pytest.param("postgresql+psycopg://palier@/palier?host={folder}", id="postgresql"),
    ],
)
async def test_a_database_that_does_not_answer_is_said(url: str, tmp_path: Path) -> None:
    database = Database(url.format(folder=tmp_path))
    with pytest.raises(DatabaseUnreachableError, match="PALIER_DATABASE_URL"):
        await database.check()
    await database.close()


async def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        # Two ways of writing one type differ on SQLite, which keeps no types.
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
