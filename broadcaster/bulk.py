"""Bulk: statements over hundreds of keys or rows, bound as one value.

SQLAlchemy writes ``IN`` with a placeholder for each value, and prepares each of them at every
call; a driver sends rows one by one. For the hundreds of a batch that costs more than the work
itself. PostgreSQL takes a list as an array and rows as JSON; SQLite a list as JSON.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Table,
    any_,
    column,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession


def among[Key: (int, str)](
    session: AsyncSession,
    key: SQLColumnExpression[Key] | SQLColumnExpression[Key | None],
    values: Collection[Key],
) -> ColumnElement[bool]:
    """The condition that a column is one of some keys, in the dialect of the session."""
    keys = list(values)
    if _is_sqlite(session):
        listed = func.json_each(json.dumps(keys)).table_valued(column("value"))
        return key.in_(select(listed.c.value))
    return key == any_(literal(keys, ARRAY(cast("ColumnElement[Key]", key).type)))


async def insert_many(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows that name the same columns.

    Their values are strings, numbers, truth values, moments and None.
    """
    if not rows:
        return
    if _is_sqlite(session):
        await session.execute(insert(table), rows)
        return
    names = ", ".join(f'"{table.c[name].name}"' for name in rows[0])
    # Names of our own columns; every value is in the one parameter.
    statement = (
        f'INSERT INTO "{table.name}" ({names}) '  # noqa: S608
        f'SELECT {names} FROM json_populate_recordset(null::"{table.name}", :rows)'
    )
    await session.execute(text(statement), {"rows": json.dumps(rows, default=_written)})


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
