"""What Alembic runs: the migrations, on the connection it is handed."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from broadcaster.database import UtcDateTime
from broadcaster.tables import metadata


def as_plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our moments as the column they are, so that old steps outlive our classes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Run the migrations in one transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=as_plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
