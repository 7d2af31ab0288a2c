"""Bulk: statements over hundreds of keys or rows, bound as one value.

SQLAlchemy writes ``IN`` with a placeholder for each value, and prepares each of them at every
call; a driver sends rows one by one. For the hundreds of a batch that costs more than the work
itself. PostgreSQL takes a list as an array and rows as JSON; SQLite a list as JSON.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    SQLColumnExpression,
    String,
    Table,
    any_,
    bindparam,
    column,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def among[Key: (int, str)](
    session: AsyncSession,
    key: SQLColumnExpression[Key] | SQLColumnExpression[Key | None],
    values: Collection[Key],
) -> ColumnElement[bool]:
    """The condition that a column is one of some keys, in the dialect of the session."""
    keys = list(values)
    if is_sqlite(session):
        listed = func.json_each(json.dumps(keys)).table_valued(column("value"))
        return key.in_(select(listed.c.value))
    return key == any_(literal(keys, ARRAY(cast("ColumnElement[Key]", key).type)))


def among_named[Key: (int, str)](
    key: SQLColumnExpression[Key] | SQLColumnExpression[Key | None], name: str, *, on_sqlite: bool
) -> ColumnElement[bool]:
    """The same for a statement that is made once: the keys are bound by name, as ``named`` gives.

    To make a statement costs SQLAlchemy more than to run it.
    """
    if on_sqlite:
        listed = func.json_each(bindparam(name, type_=String)).table_valued(column("value"))
        return key.in_(select(listed.c.value))
    kind = ARRAY(cast("ColumnElement[Key]", key).type)
    return key == any_(bindparam(name, type_=kind))


def named[Key: (int, str)](session: AsyncSession, values: Collection[Key]) -> str | list[Key]:
    """What to bind for the keys of ``among_named``."""
    keys = list(values)
    return json.dumps(keys) if is_sqlite(session) else keys


def paired(
    session: AsyncSession, key: SQLColumnExpression[str], known: Mapping[str, str]
) -> tuple[ColumnElement[bool], ColumnElement[str]]:
    """For an UPDATE: the condition that a column is a key of a mapping, and its value there.

    The keys are ids of ours: no quotes in them.
    """
    written = json.dumps(dict(known))
    if is_sqlite(session):
        # A join with json_each would read all of it again for each row.
        path = literal('$."').concat(key).concat('"')
        return among(session, key, known), func.json_extract(written, path, type_=String)
    listed = func.json_each_text(text("CAST(:known AS json)").bindparams(known=written))
    row = listed.table_valued(column("key", String), column("value", String)).alias("known")
    return key == row.c.key, row.c.value


class beside_index(FunctionElement[int]):  # noqa: N801 - used as SQLAlchemy's own functions are
    """``beside_index(key)``: a key that SQLite does not look up in an index.

    So it starts somewhere better. PostgreSQL goes by statistics, which it has of bare columns.
    """

    inherit_cache = True
    type = Integer()


@compiles(beside_index)
def _bare(element: beside_index, compiler: SQLCompiler, **options: Any) -> str:
    """The key as it is."""
    return compiler.process(element.clauses, **options)


@compiles(beside_index, "sqlite")
def _signed(element: beside_index, compiler: SQLCompiler, **options: Any) -> str:
    """A sign makes it an expression (sqlite.org, « Disqualifying WHERE Clause Terms »)."""
    return "+" + compiler.process(element.clauses, **options)


async def insert_many(
    session: AsyncSession, table: Table, rows: Sequence[Mapping[str, object]]
) -> None:
    """Insert rows that name the same columns.

    Their values are strings, numbers, truth values, moments and None.
    """
    if not rows:
        return
    if is_sqlite(session):
        await session.execute(insert(table), rows)
        return
    names = ", ".join(f'"{table.c[name].name}"' for name in rows[0])
    # Names of our own columns; every value is in the one parameter.
    statement = (
        f'INSERT INTO "{table.name}" ({names}) '  # noqa: S608
        f'SELECT {names} FROM json_populate_recordset(null::"{table.name}", :rows)'
    )
    await session.execute(text(statement), {"rows": json.dumps(rows, default=_written)})


def is_sqlite(session: AsyncSession) -> bool:
    """True for a session on the embedded database."""
    return session.get_bind().dialect.name == "sqlite"


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
