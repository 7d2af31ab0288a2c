"""``palier import households|works FILE`` and ``palier demo``."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.plans.following import follow_all
from broadcaster.cli.dry_run import checked, in_database, tell
from broadcaster.clock import utc_now
from broadcaster.demo import load_demo
from broadcaster.register.consents import Origin
from broadcaster.register.importing.households import (
    Reading,
    household_fields,
    read_households,
    report_of,
)
from broadcaster.register.importing.keeping import import_at_once
from broadcaster.staff.audit import record
from broadcaster.tabular import ImportRefusedError, Table, match_columns, read_table
from broadcaster.works.importing import import_works

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import")
def import_group() -> None:
    """Load a landlord's own files. All of a file or, when a cell is wrong, nothing of it."""


@import_group.command()
@FILE
@click.option("--dry-run", is_flag=True, help="Say what it would do, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Say it as one JSON object.")
def households(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Load households and their telephones from a CSV, XLSX or ODS file."""
    if as_json and not dry_run:
        message = "--json goes with --dry-run"
        raise click.UsageError(message)
    if dry_run:
        tell(checked(file), as_json=as_json)
        return
    reading = _read(read_table(file), file)
    if reading.findings:
        raise ImportRefusedError(reading.findings, reading.remarks)

    async def work(session: AsyncSession) -> str:
        plan = await import_at_once(session, file.name, reading, utc_now())
        await _log(session, "households_imported", file, reading.rows)
        return str(report_of(plan, reading))

    click.echo(in_database(work))


def _read(table: Table, file: Path) -> Reading:
    """Read the rows, with their progress on a terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=None)
        return read_households(
            table,
            match_columns(table, household_fields()),
            lambda done, total: progress.update(task, completed=done, total=total),
            Origin(file.name, utc_now()),
        )


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
