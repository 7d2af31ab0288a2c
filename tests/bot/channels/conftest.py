"""The chat on a free port, with an inbox that repeats what it hears."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.channels.widget import WidgetSettings, widget_app
from broadcaster.database import Database
from tests.bot.channels.repeating_inbox import RepeatingInbox
from tests.support.clock import MovableClock


@pytest.fixture
def inbox(sqlite_database: Database, clock: MovableClock) -> RepeatingInbox:
    return RepeatingInbox(sqlite_database, clock)


@pytest.fixture
async def url(
    inbox: RepeatingInbox, sqlite_database: Database, clock: MovableClock
) -> AsyncIterator[str]:
    limits = WidgetSettings(answer_seconds=0.2, look_seconds=0.01)
    async with TestServer(widget_app(inbox, sqlite_database, clock, limits)) as server:
        yield f"http://127.0.0.1:{server.port}"
        await inbox.close()
