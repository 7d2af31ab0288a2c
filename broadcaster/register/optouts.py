"""Numbers that asked for silence. Kept by number, so a stranger's STOP holds too."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.register.models import OptOut


async def opt_out(session: AsyncSession, number: str, *, source: str, now: datetime) -> None:
    """Write down that a number asked for silence; the first time it did is what is kept.

    The source is "keyword" (the person texted STOP) or "provider" (Twilio refused, 21610).
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if is_sqlite else postgresql.insert
    row = insert(OptOut).values(number=number, since=now, source=source)
    await session.execute(row.on_conflict_do_nothing())


async def opt_in(session: AsyncSession, number: str) -> bool:
    """Write to that number again; False when it had not asked for silence."""
    removed = await session.scalars(
        delete(OptOut).where(OptOut.number == number).returning(OptOut.number)
    )
    return removed.first() is not None


async def opted_out(session: AsyncSession, numbers: Collection[str]) -> set[str]:
    """Those of the numbers that asked for silence."""
    found = await session.scalars(
        select(OptOut.number).where(among(session, OptOut.number, numbers))
    )
    return set(found)
