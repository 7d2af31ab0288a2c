"""Rows that something else still names: they stay for the history of what was sent."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Integer, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.database import Base


async def still_named(
    session: AsyncSession, model: type[Base], ids: Collection[int], *, besides: Collection[str] = ()
) -> set[int]:
    """Those of the rows that a row of another table points at, but for the tables ``besides``.

    The tables tell by their foreign keys, so that the register need not know who keeps a history.
    """
    table = cast("Table", model.__table__)
    named: set[int] = set()
    for column in (column for other in Base.metadata.tables.values() for column in other.columns):
        if column.table.name in besides or not isinstance(column.type, Integer):
            continue
        if any(key.column.table is table for key in column.foreign_keys):
            found = await session.scalars(
                select(column).where(among(session, column, ids)).distinct()
            )
            named |= {one for one in found if one is not None}
    return named
