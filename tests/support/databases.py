"""Empty databases with the product's schema, fast enough for one per test."""

import shutil
from pathlib import Path
from uuid import uuid4

from alembic import command
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

from broadcaster.schema import migration_config
from tests.support import postgres


def build_schema(url: URL | str) -> None:
    """Make the product's schema in an empty database, by its migrations."""
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), "head")
    engine.dispose()


class SqliteTemplates:
    """Copies of one file that was given the schema once."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.db"
        build_schema(f"sqlite:///{self.template}")

    def create(self, folder: Path) -> str:
        """The URL of a new empty database in ``folder``."""
        copy = folder / "palier.db"
        shutil.copyfile(self.template, copy)
        return f"sqlite+aiosqlite:///{copy}"


class PostgresTemplates:
    """Databases made from one template database of the run's server."""

    TEMPLATE = "palier_test_template"

    def __init__(self) -> None:
        self.server = make_url(postgres.server_url(self._build_template))
        self._admin = create_engine(self.server, isolation_level="AUTOCOMMIT")

    @classmethod
    def _build_template(cls, server: str) -> None:
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {cls.TEMPLATE}"))
            connection.execute(text(f"CREATE DATABASE {cls.TEMPLATE}"))
        admin.dispose()
        build_schema(make_url(server).set(database=cls.TEMPLATE))

    def create(self, template: str = TEMPLATE) -> str:
        """The URL of a new empty database."""
        name = f"palier_test_{uuid4().hex[:12]}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.server.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def shut(self, url: str) -> None:
        """Make a database go away: whoever is connected is thrown out, nobody gets in."""
        name = make_url(url).database
        self._execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        self._execute(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )

    def reopen(self, url: str) -> None:
        """Let it come back."""
        self._execute(f"ALTER DATABASE {make_url(url).database} ALLOW_CONNECTIONS true")

    def close(self) -> None:
        """Give the connection back."""
        self._admin.dispose()

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))
