"""Fixtures of the whole suite: both databases, and a clock that stands still."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.clock import PARIS
from broadcaster.database import Database
from tests.support import postgres
from tests.support.clock import MovableClock
from tests.support.databases import PostgresTemplates, SqliteTemplates
from tools import shell, system_needs

# Rasa's components can only be imported in Rasa's own environment, whose pytest runs them.
collect_ignore = ["bot/nlu/components"]

COMMANDS = Path(__file__).parent / "broadcaster" / "cli"
"""Tests of commands: each starts one or more."""

MONDAY_MORNING = datetime(2026, 5, 4, 9, tzinfo=PARIS).astimezone(UTC)


def _is_main_process() -> bool:
    return "PYTEST_XDIST_WORKER" not in os.environ


def pytest_configure(config: pytest.Config) -> None:
    """Choose where the run's PostgreSQL will live, and see that it ends with the run."""
    if _is_main_process():
        cluster = postgres.Cluster(postgres.prepare_run())
        config.add_cleanup(cluster.stop)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database or starts processes, so that `make fast` can leave it out."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        if any("database" in name for name in names):
            item.add_marker("database")
        if COMMANDS in item.path.parents:
            item.add_marker("process")


@pytest.fixture
def now() -> datetime:
    """Monday 4 May 2026, 9:00 in Paris."""
    return MONDAY_MORNING


@pytest.fixture
def clock(now: datetime) -> MovableClock:
    """A clock that says ``now`` until the test moves it."""
    return MovableClock(now)


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where pictures and reports of a run are left for people to look at."""
    folder = shell.ROOT / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium to test with; fails, and says so, where there is none."""
    found = system_needs.find_chromium(os.environ, Path.home())
    if found is None:
        pytest.fail(system_needs.CHROMIUM_MISSING, pytrace=False)
    return found


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    """The source of empty SQLite databases."""
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_templates() -> Iterator[PostgresTemplates]:
    """The source of empty PostgreSQL databases; fails, and says so, where there is none."""
    try:
        templates = PostgresTemplates()
    except postgres.PostgresMissingError as error:
        pytest.fail(str(error), pytrace=False)
    yield templates
    templates.close()


@pytest.fixture
def sqlite_url(sqlite_templates: SqliteTemplates, tmp_path: Path) -> str:
    """The URL of an empty SQLite database with the product's schema."""
    return sqlite_templates.create(tmp_path)


@pytest.fixture
def postgres_url(postgres_templates: PostgresTemplates) -> Iterator[str]:
    """The URL of an empty PostgreSQL database with the product's schema."""
    url = postgres_templates.create()
    yield url
    postgres_templates.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, once on each kind of server."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database with the product's schema, once on each kind of server."""
    opened = Database(database_url, durable=False)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """An empty SQLite database, for tests that are not about the database."""
    opened = Database(sqlite_url, durable=False)
    yield opened
    await opened.close()
