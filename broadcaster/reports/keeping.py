"""Keeping figures: the look that brings them up, again and again."""

from collections.abc import Sequence
from datetime import datetime

from broadcaster.database import Database
from broadcaster.reports import tally, walk


async def look(database: Database, now: datetime, prefixes: Sequence[str] = ()) -> bool:
    """Count what is to be counted anew; True when all figures are complete.

    ``prefixes`` are those of numbers with a price of their own (``Tariff.prefixes``).
    """
    has_days = await tally.bring_up(database, now, prefixes)
    async with database.write_late() as session:
        has_households = await walk.walk_on(session, now)
    return has_days and has_households
