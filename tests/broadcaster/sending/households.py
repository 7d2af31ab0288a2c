"""One household with one telephone, for tests that need a contact."""

from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Contact
from tests.broadcaster.register.places import build_estate


async def contact_with(database: Database, number: str) -> int:
    """The id of a contact with the number, in a small estate."""
    async with database.write() as session:
        await build_estate(session)
        found = await session.scalars(select(Contact.id).where(Contact.number == number))
        return found.first() or 0
