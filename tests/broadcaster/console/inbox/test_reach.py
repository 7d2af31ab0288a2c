"""What is out of reach is not there: no list, count, page or deed gives it away."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from broadcaster.campaigns.broadcasts.trials import Outlet
from broadcaster.console.app import console_app
from broadcaster.console.keys import COOKIE, ConsoleConfig
from broadcaster.conversations.canned_answers import CannedAnswer
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.inbox.desk import MARTIN, asks
from tests.broadcaster.console.journeys import SENDER, Client, SilentEngine, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood, another_site
from tests.support.clock import MovableClock
from tests.support.staff import colleague


@pytest.fixture
async def elsewhere(
    database: Database,
    clock: MovableClock,
    config: ConsoleConfig,
    nadia: Nadia,
    neighbourhood: Neighbourhood,
    now: datetime,
) -> AsyncIterator[Client]:
    """A browser of somebody who has only another site within reach."""
    async with database.write() as session:
        site = await another_site(session)
        karim = await colleague(session, "Karim", now, [Grant(Role.EDITOR, site.id)])
        token = await log_in(session, karim.id, now)
    outbox, outlet = Outbox(SilentEngine(), SENDER), Outlet(SilentEngine(), SENDER)
    console = console_app(database, clock, outbox, outlet, config)

    app = web.Application()
    app.add_subapp("/staff", console)
    async with TestClient(TestServer(app)) as client:
        client.session.cookie_jar.update_cookies({COOKIE: token})
        yield client


async def test_lists_search_and_pulse_tell_nothing(
    elsewhere: Client, database: Database, now: datetime
) -> None:
    await asks(database, MARTIN, "C'est quand la fin ?", now)
    for path in ("/staff/threads", "/staff/threads?q=Martin", "/staff/threads?q=0011"):
        assert "appartement 11" not in await text_of(elsewhere, path), path
    pulse = await (await elsewhere.get("/staff/threads/pulse")).json()
    assert pulse["title"].startswith("(0)")


@pytest.mark.parametrize(
    "deed",
    ["", "/pulse", "/reply", "/insert", "/preview", "/writing", "/take", "/hand-back", "/language",
     "/assign", "/note", "/close", "/reopen", "/answered"],
)  # fmt: skip
async def test_a_thread_out_of_reach_is_not_there(
    elsewhere: Client, database: Database, now: datetime, deed: str
) -> None:
    thread = await asks(database, MARTIN, "C'est quand la fin ?", now)
    fields = {"body": "x", "note": "x", "language": "fr", "seen": "9-9"}
    path = f"/staff/threads/{thread}{deed}"
    is_page = deed in ("", "/pulse")
    answer = await (elsewhere.get(path) if is_page else elsewhere.post(path, data=fields))
    assert answer.status == 404


async def test_a_canned_answer_of_another_site_is_not_there(
    elsewhere: Client, database: Database, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        answer = CannedAnswer(
            site_id=neighbourhood.site_id, title="Passage", body="x", versions={}, changed_at=now
        )
        session.add(answer)
    assert "Passage" not in await text_of(elsewhere, "/staff/canned-answers")
    page = f"/staff/canned-answers/{answer.id}"
    assert (await elsewhere.get(page)).status == 404
    assert (await elsewhere.post(f"{page}/remove")).status == 404
