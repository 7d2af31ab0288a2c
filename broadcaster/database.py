"""The database: one connection pool, short transactions, times that are always UTC-aware."""

import asyncio
import enum
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any  # create_async_engine's options are of many types

from sqlalchemy import DateTime, Enum, MetaData, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from broadcaster.errors import PalierError
from broadcaster.late_turn import LateTurn
from broadcaster.sqlite_calls import OneCallDriver

if TYPE_CHECKING:
    from sqlalchemy import Insert
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect

SQLITE_BUSY_SECONDS = 15
"""How long a writer waits for another one on SQLite before it gives up."""

MOST_OVERFLOW = 10
"""PostgreSQL connections opened beside the pool's five while there is a rush."""

CONNECT_SECONDS = 5
"""How long a PostgreSQL server may take to answer a new connection."""


class DatabaseUnreachableError(PalierError):
    """The database does not answer. Check PALIER_DATABASE_URL and that the server is running."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and given back UTC-aware.

    SQLite keeps no time zone, PostgreSQL does; a naive value is refused because nobody could
    say later which clock it was read from.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: "Dialect") -> datetime | None:
        """Convert to UTC; raise ValueError on a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without time zone cannot be stored"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: "Dialect") -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[enum.StrEnum]) -> Enum:
    """A column type for a closed list of words, stored as the words themselves."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def insert_unless_there(session: AsyncSession, table: type["Base"]) -> "Insert":
    """An INSERT that is a no-op where a unique key is taken, in the dialect of the session.

    Add ``.returning(…)`` to learn whether a row was written.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


class Base(DeclarativeBase):
    """What every table has in common: predictable constraint names, UTC times."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it as a class value


def _prepare_sqlite(connection: "DBAPIConnection", *, durable: bool) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_SECONDS * 1000}")
    cursor.close()


class Database:
    """The pool of connections to one SQLite file or PostgreSQL server."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        """Take an SQLAlchemy URL (``sqlite+aiosqlite:///…`` or ``postgresql+psycopg://…``).

        ``durable``: what is committed outlives a power cut, on SQLite too. Without it an attempt
        that was written down could be lost after its message was sent, and the message sent
        again; it costs two milliseconds a commit. Only tests do without.
        """
        self.url = make_url(url)
        self.engine: AsyncEngine = create_async_engine(
            self.url,
            # A server may have closed an idle connection; a file does not.
            pool_pre_ping=not self.is_sqlite,
            # A late writer waits for its turn with a connection in hand: whoever has the turn must
            # never wait for one. A server counts its connections, and needs no turns.
            max_overflow=-1 if self.is_sqlite else MOST_OVERFLOW,
            hide_parameters=True,  # an error must not carry a number or a text into the log
            **self._driver(),
        )
        if self.is_sqlite:
            event.listen(
                self.engine.sync_engine,
                "connect",
                lambda connection, _entry: _prepare_sqlite(connection, durable=durable),
            )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._one_writer = asyncio.Lock()

    def _driver(self) -> dict[str, Any]:
        if self.is_sqlite:
            return {"module": OneCallDriver()}
        return {"connect_args": {"connect_timeout": CONNECT_SECONDS}}

    @property
    def is_sqlite(self) -> bool:
        """True on the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; nothing is committed."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed at the end, or rolled back whole on an error.

        On SQLite the write lock is taken at once: a transaction that starts by reading and
        then wants to write is otherwise refused (SQLITE_BUSY_SNAPSHOT) without waiting. Writers
        of this process queue before it: SQLite's own wait is a sleep without any order.
        """
        turn = self._one_writer if self.is_sqlite else nullcontext()
        async with turn, self._sessions() as session, session.begin():
            if self.is_sqlite:
                await session.execute(text("BEGIN IMMEDIATE"))
            yield session

    @asynccontextmanager
    async def write_late(self) -> AsyncIterator[AsyncSession]:
        """A session like that of ``write``, but others may write until its own first change.

        For work that reads much and changes little. What was read before the change may no longer
        be so: only for rows that nobody else changes meanwhile, or changes that check for
        themselves.
        """
        if not self.is_sqlite:
            async with self.write() as session:
                yield session
            return
        session = self._sessions()
        turn = LateTurn(self._one_writer, session.sync_session)
        try:
            async with session, session.begin():
                yield session
        finally:
            turn.give_back()

    async def check(self, *, writing: bool = False) -> None:
        """Raise DatabaseUnreachableError when no connection can be had.

        With ``writing`` a SQLite file that can only be read is refused as well.
        """
        try:
            if self.is_sqlite:
                # aiosqlite's thread would outlive a file that cannot be opened.
                await asyncio.to_thread(self._open_file, writing=writing)
            async with self.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, sqlite3.Error, OSError) as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: Exception) -> DatabaseUnreachableError:
        if not self.is_sqlite:
            return DatabaseUnreachableError()
        return DatabaseUnreachableError(
            f"the database file {self.url.database} cannot be opened and written "
            f"({getattr(error, 'orig', error)}); check that it and its folder are there and may "
            "be written (PALIER_DATA_DIR, PALIER_DATABASE_URL)"
        )

    def _open_file(self, *, writing: bool) -> None:
        path = self.url.database or ":memory:"
        with closing(sqlite3.connect(path, timeout=SQLITE_BUSY_SECONDS)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
            if writing:
                connection.execute("BEGIN IMMEDIATE")
                connection.rollback()

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()
