"""``palier migrate``: the database brought up to date."""

import asyncio

import click

from broadcaster.cli.data_folder import open_data_folder
from broadcaster.database import Database
from broadcaster.schema import migrate as migrate_schema
from broadcaster.sending.engines.distributed.schema import make_queue
from broadcaster.settings import Settings, load_settings


async def open_database(settings: Settings) -> Database:
    """The database of the settings, reachable and migrated, with the queue's tables if any."""
    open_data_folder(settings.data_dir)
    database = Database(settings.resolved_database_url)
    try:
        await database.check(writing=True)
        await migrate_schema(database)
        if settings.engine == "distributed":
            await make_queue(database)
    except BaseException:
        await database.close()
        raise
    return database


@click.command()
def migrate() -> None:
    """Bring the database's tables up to date. `palier serve` does it at its start as well."""

    async def run() -> None:
        database = await open_database(load_settings())
        await database.close()
        click.echo("The database is up to date.")

    asyncio.run(run())
