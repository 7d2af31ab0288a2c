"""The neighbourhood of the console's tests, on both databases."""

from datetime import datetime

import pytest

from broadcaster.database import Database
from tests.broadcaster.console.neighbourhood import Neighbourhood, build


@pytest.fixture
async def neighbourhood(database: Database, now: datetime) -> Neighbourhood:
    async with database.write() as session:
        return await build(session, now)
