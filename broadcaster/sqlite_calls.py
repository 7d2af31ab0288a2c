"""SQLite's driver with one call a statement.

aiosqlite runs each connection in a thread of its own. SQLAlchemy asks it four things a query, to
make a cursor, to execute, to fetch and to close, and each is a way to that thread and back: a
text is answered with eighty statements, and half of what they cost was these ways. Here the thread
is asked once, for all four, and not at all where there is nothing to commit or to roll back.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import immutabledict
from sqlalchemy.util.concurrency import await_

Parameters = Any  # one row of values, or many: SQLAlchemy's own types are private
Statement = Callable[[sqlite3.Cursor], object]


@dataclass(slots=True)
class Done:
    """What a statement left behind, in place of the cursor that is closed already."""

    description: Any = None  # of the columns, as the driver describes them
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1
    rows: Sequence[Any] = ()

    def close(self) -> None:
        """Nothing is open any more."""


class OneCallCursor(AsyncAdapt_aiosqlite_cursor):
    """Executes, fetches and closes in one call."""

    __slots__ = ()

    _awaitable_cursor_close = False
    _adapt_connection: "OneCallConnection"

    def __init__(self, connection: "OneCallConnection") -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._cursor: Any = Done()
        self._rows = deque()
        self._soft_closed_memoized = immutabledict()

    async def _execute_async(self, operation: Any, parameters: Parameters | None) -> None:
        await self._run(lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Parameters) -> None:
        await self._run(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _run(self, statement: Statement) -> None:
        async with self._adapt_connection._execute_mutex:
            self._cursor = await self._adapt_connection.done(statement)
            self._rows = deque(self._cursor.rows)


class OneCallConnection(AsyncAdapt_aiosqlite_connection):
    """Knows whether its thread has done all it was asked, and then what state it left."""

    __slots__ = ("_has_answered",)

    _cursor_cls: Any = OneCallCursor
    _connection: Any  # aiosqlite's own: SQLAlchemy's type of it is narrower

    def __init__(self, dbapi: "OneCallDriver", connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._has_answered = True

    async def done(self, statement: Statement) -> Done:
        """Run a statement in the thread; raise what SQLite raises."""
        # Who stops waiting in the middle leaves the thread at work: its state is not known then.
        self._has_answered = False
        found: Done = await self._connection._execute(_in_thread, self._connection._conn, statement)
        self._has_answered = True
        return found

    @property
    def _is_idle(self) -> bool:
        """True when certainly no transaction is open."""
        return self._has_answered and not self._connection.in_transaction

    def commit(self) -> None:
        """Commit what there is."""
        if not self._is_closed and not self._is_idle:
            super().commit()
            self._has_answered = True

    def rollback(self) -> None:
        """Roll back what there is."""
        if not self._is_closed and not self._is_idle:
            super().rollback()
            self._has_answered = True

    @property
    def _is_closed(self) -> bool:
        return self._connection._connection is None


class OneCallDriver(AsyncAdapt_aiosqlite_dbapi):
    """The driver as SQLAlchemy is handed it."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arguments: Any, **options: Any) -> OneCallConnection:
        """Open the file, in a thread that does not keep the process alive."""
        connection = aiosqlite.connect(*arguments, **options)
        connection._thread.daemon = True
        return OneCallConnection(self, await_(connection))


def _in_thread(connection: sqlite3.Connection, statement: Statement) -> Done:
    cursor = connection.cursor()
    try:
        statement(cursor)
        rows = cursor.fetchall() if cursor.description else ()
        return Done(cursor.description, cursor.rowcount, cursor.lastrowid, rows=rows)
    finally:
        cursor.close()
