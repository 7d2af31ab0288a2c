"""The API over two small estates, and a landlord's system with its key."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from broadcaster.api.app import api_app
from broadcaster.api.keys import ROOT, ApiConfig
from broadcaster.database import Database
from broadcaster.register.models import (
    Building,
    Contact,
    Flat,
    Household,
    NumberKind,
    Site,
    Staircase,
)
from broadcaster.staff.api_tokens import NewToken, Scope, create_token
from broadcaster.staff.models import StaffUser
from broadcaster.webhooks.addresses import AddressRules
from tests.broadcaster.api.system import Client, System
from tests.support.clock import MovableClock

MakeKey = Callable[..., Awaitable[str]]


@pytest.fixture
def config() -> ApiConfig:
    """The operator's settings; a test module may have its own."""
    return ApiConfig(addresses=AddressRules(loopback=True))


@pytest.fixture
async def client(
    database: Database, clock: MovableClock, config: ApiConfig
) -> AsyncIterator[Client]:
    """A program without a key."""
    app = web.Application(client_max_size=1 << 20)
    app.add_subapp(ROOT, api_app(database, clock, config))
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.fixture
async def estate(database: Database) -> dict[str, int]:
    """Two sites with a household each: their ids by name."""
    lilas = _site("LIL", "Les Lilas", "L11", "Martin", "+33639980011")
    moulins = _site("MOU", "Les Moulins", "M11", "Sorel", "+33639980021")
    async with database.write() as session:
        session.add_all([lilas, moulins])
        await session.flush()
        return {site.name: site.id for site in (lilas, moulins)}


def _site(code: str, name: str, reference: str, tenant: str, number: str) -> Site:
    contact = Contact(number=number, kind=NumberKind.MOBILE, language="fr")
    household = Household(reference=reference, name=tenant, contacts=[contact])
    staircase = Staircase(code="1", flats=[Flat(number="11", floor=1, households=[household])])
    building = Building(code="A", address="1 rue A", staircases=[staircase])
    return Site(code=code, name=name, city="Valmont", buildings=[building])


@pytest.fixture
async def make_key(database: Database, now: datetime) -> MakeKey:
    """Makes a key, as an admin does in the console."""
    async with database.write() as session:
        admin = StaffUser(
            email="nadia@exemple.fr", name="Nadia Benali", password_hash="x", created_at=now
        )
        session.add(admin)
        await session.flush()

    async def make(
        *scopes: Scope, sites: Sequence[int] | None = None, expires: datetime | None = None
    ) -> str:
        async with database.write() as session:
            new = NewToken("Logiciel du bailleur", scopes or tuple(Scope), sites, expires)
            return await create_token(session, new, admin.id, now)

    return make


@pytest.fixture
async def system(client: Client, make_key: MakeKey, estate: dict[str, int]) -> System:
    """The landlord's system, with a key that may do everything."""
    return System(client, await make_key())
