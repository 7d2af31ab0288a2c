"""A console over a small neighbourhood, and a colleague who is logged in."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.actions.rehearsing import AnswerRehearsal
from broadcaster.campaigns.broadcasts.trials import Outlet
from broadcaster.console.app import console_app
from broadcaster.console.keys import COOKIE, ConsoleConfig
from broadcaster.conversations.replies import Outbox
from broadcaster.database import Database
from broadcaster.mail import MemoryMailer
from broadcaster.staff.accounts import NewAccount, create_first_account, ensure_setup_link
from broadcaster.staff.logins import log_in
from broadcaster.staff.passwords import hash_password
from tests.broadcaster.console.journeys import (
    SENDER,
    Client,
    Fields,
    SilentEngine,
    release,
    written,
)
from tests.broadcaster.console.neighbourhood import Neighbourhood, build
from tests.support.clock import MovableClock

PASSWORD = "une phrase facile à retenir"


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of PASSWORD, computed once: it is slow on purpose."""
    return asyncio.run(hash_password(PASSWORD))


@dataclass(frozen=True)
class Nadia:
    """The colleague whose account the tests use."""

    id: int
    name: str = "Nadia Benali"
    email: str = "nadia@exemple.fr"


@pytest.fixture
async def nadia(database: Database, now: datetime, password_hash: str) -> Nadia:
    async with database.write() as session:
        link = await ensure_setup_link(session, "http://palier.exemple", now)
        assert link is not None
        account = NewAccount(Nadia.name, Nadia.email, password_hash)
        user = await create_first_account(session, link.rpartition("/")[2], account, now)
    return Nadia(user.id)


@pytest.fixture
def config() -> ConsoleConfig:
    """The operator's settings; a test module may have its own."""
    return ConsoleConfig(public_url="http://palier.exemple", live_seconds=0.01)


@pytest.fixture
def mailer() -> MemoryMailer | None:
    """No mail server is set; a test module may have one."""
    return None


@pytest.fixture
async def stranger(
    database: Database, clock: MovableClock, config: ConsoleConfig, mailer: MemoryMailer | None
) -> AsyncIterator[Client]:
    """A browser nobody has logged in with."""
    app = web.Application(client_max_size=1 << 20)
    outbox, outlet = Outbox(SilentEngine(), SENDER), Outlet(SilentEngine(), SENDER)
    rehearsal = AnswerRehearsal()
    console = console_app(
        database, clock, outbox, outlet, config, rehearsal=rehearsal, mailer=mailer
    )
    app.add_subapp("/staff", console)
    async with TestClient(TestServer(app)) as client:
        yield client


def browser_of(console: Client, token: str = "") -> Client:
    """Another browser at the same console, logged in when a token is given; close its session."""
    assert isinstance(console.server, TestServer)
    return TestClient(console.server, cookies={COOKIE: token} if token else None)


@pytest.fixture
async def other(stranger: Client) -> AsyncIterator[Client]:
    """A second browser, in which nobody is logged in."""
    browser = browser_of(stranger)
    yield browser
    await browser.session.close()


@pytest.fixture
async def client(stranger: Client, database: Database, nadia: Nadia, now: datetime) -> Client:
    """A browser in which Nadia is logged in."""
    async with database.write() as session:
        token = await log_in(session, nadia.id, now)
    stranger.session.cookie_jar.update_cookies({COOKIE: token})
    return stranger


@pytest.fixture
async def neighbourhood(database: Database, now: datetime) -> Neighbourhood:
    async with database.write() as session:
        return await build(session, now)


@pytest.fixture
def fields(neighbourhood: Neighbourhood) -> Fields:
    """The form of a broadcast that is right: everybody of the site."""
    return {
        "title": "Échafaudage, rappel",
        "purpose": "information",
        "body": "Bonjour {nom}. {travaux} : {quand}.",
        "milestone": str(neighbourhood.milestone_id),
        "site": str(neighbourhood.site_id),
    }


@pytest.fixture
async def under_way(client: Client, database: Database, clock: MovableClock, fields: Fields) -> str:
    """The path of a broadcast whose three messages wait in the ledger."""
    path = await written(client, fields)
    await client.post(f"{path}/schedule", data={"when": "now"})
    await release(database, clock)
    return path
