"""``palier import households|works FILE`` and ``palier demo``."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.plans.following import follow_all
from broadcaster.cli.schema import open_database
from broadcaster.clock import utc_now
from broadcaster.demo import load_demo
from broadcaster.register.consents import Origin
from broadcaster.register.importing import import_households
from broadcaster.settings import load_settings
from broadcaster.staff.audit import record
from broadcaster.tabular import read_table
from broadcaster.works.importing import import_works

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def in_database[T](work: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Do something in one transaction of the configured database."""

    async def run() -> T:
        database = await open_database(load_settings())
        try:
            async with database.write() as session:
                return await work(session)
        finally:
            await database.close()

    return asyncio.run(run())


@click.group("import")
def import_group() -> None:
    """Load a landlord's own files. All of a file or, when a cell is wrong, nothing of it."""


@import_group.command()
@FILE
def households(file: Path) -> None:
    """Load households and their telephones from a CSV or XLSX file."""
    table = read_table(file)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=None)

        async def work(session: AsyncSession) -> str:
            report = await import_households(
                session,
                table,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
                origin=Origin(file.name, utc_now()),
            )
            await _log(session, "households_imported", file, len(table.rows))
            return str(report)

        summary = in_database(work)
    click.echo(summary)


@import_group.command()
@FILE
def works(file: Path) -> None:
    """Load milestones, planned cuts and people on site from a CSV or XLSX file."""
    table = read_table(file)

    async def work(session: AsyncSession) -> str:
        now = utc_now()
        report = await import_works(session, table, now)
        await follow_all(session, now)
        await _log(session, "works_imported", file, len(table.rows))
        return str(report)

    click.echo(in_database(work))


async def _log(session: AsyncSession, action: str, file: Path, rows: int) -> None:
    """Write the import into the audit log; whoever may use this command line did it."""
    await record(session, None, action, f"file {file.name}"[:60], {"rows": rows}, utc_now())


@click.command()
def demo() -> None:
    """Load the made-up neighbourhood of data/demo."""

    async def work(session: AsyncSession) -> str:
        return str(await load_demo(session, Path.cwd(), utc_now()))

    click.echo(in_database(work))
