"""Counts: the differences that PostgreSQL writes down, folded into one row for each key."""

from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.models import DELIVERY_COUNTS

ENOUGH: Final = 1000
"""Rows that are read in no time: fewer are left alone."""


async def fold_counts(session: AsyncSession, enough: int = ENOUGH) -> int:
    """Put the rows of one key together where there are many; give how many were taken away.

    One statement: whoever reads meanwhile sees the rows as they were or as they are, and two
    processes that fold together take different rows. SQLite has one row for each key anyway.
    """
    rows = await session.scalar(select(func.count()).select_from(DELIVERY_COUNTS)) or 0
    if rows <= enough or session.get_bind().dialect.name == "sqlite":
        return 0
    key = ("broadcast_id", "state", "reason", "until")
    gone = delete(DELIVERY_COUNTS).returning(DELIVERY_COUNTS).cte("gone")
    keys = [gone.c[name] for name in key]
    messages = func.sum(gone.c.messages)
    sums = select(*keys, messages).group_by(*keys).having(messages != 0)
    written = await session.scalars(
        insert(DELIVERY_COUNTS)
        .from_select([*key, "messages"], sums)
        .returning(DELIVERY_COUNTS.c.id)
    )
    return rows - len(written.all())
