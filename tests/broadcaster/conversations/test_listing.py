"""Lists within reach: whose tenants live on a site, and who lives nowhere that is known."""

from datetime import datetime

import pytest

from broadcaster.answers.models import AnswerChannel
from broadcaster.conversations.correspondents import correspondent_of
from broadcaster.conversations.listing import Wanted, count_threads, find_threads, is_within
from broadcaster.conversations.models import ThreadState
from broadcaster.conversations.threads import Reason, open_thread
from broadcaster.database import Database
from tests.broadcaster.console.neighbourhood import Neighbourhood, build

MARTIN, STRANGER = "+33639980011", "+33639989999"


@pytest.fixture
async def neighbourhood(database: Database, now: datetime) -> Neighbourhood:
    async with database.write() as session:
        return await build(session, now)


async def asked(
    database: Database, number: str, now: datetime, building_id: int | None = None
) -> int:
    async with database.write() as session:
        who = await correspondent_of(session, AnswerChannel.SMS, number, now)
        who.building_id = building_id
        thread = await open_thread(
            session, who.id, topic="works_end", reason=Reason.MISSING_FACT, urgent=False, now=now
        )
    return thread.id


async def within(database: Database, site_id: int) -> set[int]:
    async with database.read() as session:
        wanted = Wanted(sites=frozenset({site_id}))
        found = {thread.id for thread in await find_threads(session, wanted)}
        assert (await count_threads(session, wanted))[ThreadState.OPEN] == len(found)
        for thread_id in found:
            assert await is_within(session, thread_id, wanted.sites)
    return found


async def test_a_tenant_of_the_register_is_seen_from_their_own_site_only(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    thread = await asked(database, MARTIN, now)
    assert await within(database, neighbourhood.site_id) == {thread}
    assert await within(database, neighbourhood.site_id + 1) == set()
    async with database.read() as session:
        assert not await is_within(session, thread, frozenset({neighbourhood.site_id + 1}))
        assert await is_within(session, thread, None)


async def test_a_stranger_is_everybodys_until_they_say_where_they_live(
    database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    thread = await asked(database, STRANGER, now)
    assert await within(database, neighbourhood.site_id + 1) == {thread}
    await asked(database, STRANGER, now, neighbourhood.building_b)
    assert await within(database, neighbourhood.site_id) == {thread}
    assert await within(database, neighbourhood.site_id + 1) == set()
