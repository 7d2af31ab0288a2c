"""The stage: fresh databases of both kinds, and households to write to."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, time
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, create_engine, insert, make_url, text

from benchmarks.provider import SENDER
from broadcaster.database import Database
from broadcaster.register.models import Building, Contact, Flat, Household, Site, Staircase
from broadcaster.sending.gate.hours import EVERY_DAY, Timetable, Timetables
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Lane
from broadcaster.sending.pace import open_senders
from broadcaster.staff.models import StaffUser
from tests.support import postgres
from tests.support.databases import build_schema

UNLIMITED = 1_000_000.0
"""Segments a second: what is measured is us, not the pace."""

_ALWAYS = Timetable(EVERY_DAY, ((time(0), time(23, 59, 59, 999_999)),), on_holidays=True)
ALWAYS = Rules(Timetables(_ALWAYS, _ALWAYS, _ALWAYS), most_a_day=1000)
"""A gate that lets through at any hour: a benchmark at night must measure the same."""

BODY = "Bonjour, l'eau sera coupée mardi 12 mai, de 9 h à 12 h. Une question ? Répondez à ce SMS."
PAGE = 10_000
STAIRCASES, BUILDINGS = 1000, 100


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a throw-away PostgreSQL, as the tests start it."""
    cluster = postgres.Cluster(postgres.prepare_run())
    try:
        yield postgres.server_url(lambda _url: None)
    finally:
        cluster.stop()


def fresh_url(kind: str, folder: Path, server: str) -> str:
    """An empty database with the product's schema."""
    name = f"bench_{uuid4().hex[:12]}"
    if kind == "sqlite":
        build_schema(f"sqlite:///{folder / name}.db")
        return f"sqlite+aiosqlite:///{folder / name}.db"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    url = make_url(server).set(database=name)
    build_schema(url)
    return url.render_as_string(hide_password=False)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database, closed at the end."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="palier-bench-") as folder:
        yield Path(folder)


def number(n: int) -> str:
    """A made-up number; nobody is written to, the provider is our own process."""
    return f"+33639{n:06d}"


async def promise(database: Database, count: int, now: datetime) -> None:
    """So many bulk messages, due now."""
    async with database.write() as session:
        await open_senders(session, [SENDER], UNLIMITED)
    for start in range(0, count, PAGE):
        outgoing = [
            Outgoing(number(n), BODY, Lane.BULK, SENDER, now)
            for n in range(start, min(count, start + PAGE))
        ]
        async with database.write() as session:
            await add_deliveries(session, outgoing, now)


def settle_households(url: str, count: int, now: datetime) -> None:
    """So many households with a mobile each, in one site."""
    engine = create_engine(
        make_url(url).set(drivername=url.split(":")[0].replace("+aiosqlite", ""))
    )
    with engine.begin() as connection:
        _places(connection)
        for start in range(0, count, PAGE):
            _households(connection, range(start, min(count, start + PAGE)))
        connection.execute(
            insert(StaffUser),
            [
                {
                    "id": 1,
                    "email": "a@b.example",
                    "name": "Ana",
                    "password_hash": "x",
                    "created_at": now,
                }
            ],
        )
        connection.execute(text("ANALYZE"))
    engine.dispose()


def _places(connection: Connection) -> None:
    connection.execute(insert(Site), [{"id": 1, "code": "s", "name": "S", "city": "V"}])
    connection.execute(
        insert(Building),
        [{"id": b, "site_id": 1, "code": f"B{b}", "address": ""} for b in range(1, BUILDINGS + 1)],
    )
    connection.execute(
        insert(Staircase),
        [
            {"id": s + 1, "building_id": s % BUILDINGS + 1, "code": str(s)}
            for s in range(STAIRCASES)
        ],
    )


def _households(connection: Connection, numbers: range) -> None:
    connection.execute(
        insert(Flat),
        [
            {"id": n + 1, "staircase_id": n % STAIRCASES + 1, "number": str(n), "floor": 1}
            for n in numbers
        ],
    )
    connection.execute(
        insert(Household),
        [
            {"id": n + 1, "flat_id": n + 1, "reference": f"R{n}", "name": f"Foyer {n}"}
            for n in numbers
        ],
    )
    connection.execute(
        insert(Contact),
        [
            {
                "id": n + 1,
                "household_id": n + 1,
                "number": number(n),
                "kind": "mobile",
                "language": "fr",
                "consent": "not_asked",
                "offers_consent": "not_asked",
            }
            for n in numbers
        ],
    )
