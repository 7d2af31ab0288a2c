"""The made-up neighbourhood, whose households can be found."""

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.register.search import index_households
from tests.broadcaster.console.neighbourhood import Neighbourhood


@pytest.fixture
async def homes(database: Database, neighbourhood: Neighbourhood) -> dict[str, int]:
    """The ids of the households by name."""
    async with database.write() as session:
        rows = await session.execute(select(Household.name, Household.id))
        ids: dict[str, int] = {row.name: row.id for row in rows}
        await index_households(session, ids.values())
    return ids
