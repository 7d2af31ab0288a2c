"""The queue's tables: Procrastinate's own, in a schema of PostgreSQL apart from ours.

They hold nothing that matters (``tokens``), so a release that wants them otherwise drops them and
makes them anew instead of migrating them.
"""

import hashlib
from importlib import resources
from importlib.util import find_spec
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from broadcaster.database import Database
from broadcaster.errors import PalierError

SCHEMA: Final = "palier_queue"
"""The schema of PostgreSQL the queue lives in; tokens.sql names it too."""

_ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(hashtext('palier_queue'))")
_MADE_FROM: Final = text("SELECT obj_description(to_regnamespace('palier_queue'), 'pg_namespace')")


class ExtraMissingError(PalierError):
    """Procrastinate is missing: `make setup` installs it (palier[distributed])."""


class PostgresNeededError(PalierError):
    """Several senders need PostgreSQL: set PALIER_DATABASE_URL, or PALIER_ENGINE=local."""


class NoSchemaAllowedError(PalierError):
    """The database's user may not make a schema: make it the owner, or GRANT it CREATE there."""


def need_distributed(database: Database) -> None:
    """Raise ExtraMissingError or PostgresNeededError where this engine cannot work."""
    if database.is_sqlite:
        raise PostgresNeededError
    if find_spec("procrastinate") is None or find_spec("psycopg_pool") is None:
        raise ExtraMissingError


async def make_queue(database: Database) -> bool:
    """Make the queue's tables, or make them anew for another release; False when they are there.

    Several processes may do it at once. Raises ExtraMissingError, PostgresNeededError and
    NoSchemaAllowedError.
    """
    need_distributed(database)
    statements = _statements()
    made_from = hashlib.sha256(statements.encode()).hexdigest()
    async with database.engine.begin() as connection:
        await connection.execute(_ONE_AT_A_TIME)
        if await connection.scalar(_MADE_FROM) == made_from:
            return False
        try:
            await _make(connection, statements, made_from)
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) == "42501":  # insufficient privilege
                raise NoSchemaAllowedError from error
            raise
        return True


async def _make(connection: AsyncConnection, statements: str, made_from: str) -> None:
    plain = await connection.execution_options(no_parameters=True)
    await plain.exec_driver_sql(
        f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}; "
        f"COMMENT ON SCHEMA {SCHEMA} IS '{made_from}'; SET LOCAL search_path = {SCHEMA}"
    )
    await plain.exec_driver_sql(statements)


def _statements() -> str:
    """Procrastinate's schema, and what we add to it."""
    from procrastinate.schema import SchemaManager

    ours = resources.files("broadcaster.sending.engines.distributed").joinpath("tokens.sql")
    return f"{SchemaManager.get_schema()}\n{ours.read_text('utf-8')}"
