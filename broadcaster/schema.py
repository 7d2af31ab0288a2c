"""The schema: brought up to date by the migrations, on either database."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from broadcaster.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The last migration's number, which its file's name begins with."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def migrate(database: Database) -> bool:
    """Bring the schema to the newest revision; True when there was something to do.

    On SQLite a changed table is made anew and the old one dropped: with foreign keys watched,
    the rows that point at it would forbid that. They are checked at the end instead.
    """
    async with database.engine.connect() as connection:
        if await connection.run_sync(_current) == newest_revision():
            return False
        await connection.rollback()
        if database.is_sqlite:
            await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        else:
            # Several processes may start at once: the others then find nothing left to do.
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('palier'))"))
        await connection.run_sync(_upgrade)
        await connection.commit()
        if database.is_sqlite:
            await connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    return True


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def migration_config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, for the connection it is to work on."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    # Loaded only here: most starts have nothing to migrate, and must listen soon.
    from alembic import command

    command.upgrade(migration_config(connection), "head")
