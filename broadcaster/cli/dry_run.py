"""``palier import households FILE --dry-run``: what an import would do, for people and machines."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.cli.schema import open_database
from broadcaster.clock import utc_now
from broadcaster.register.consents import Origin
from broadcaster.register.importing.households import household_fields, read_households
from broadcaster.register.importing.keeping import dry_run, unreadable_report
from broadcaster.register.importing.reports import Report
from broadcaster.settings import load_settings
from broadcaster.tabular import (
    ImportRefusedError,
    ImportReport,
    TableUnreadableError,
    match_columns,
    read_table,
)


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


def checked(file: Path) -> Report:
    """What the import of a file would do; a file that is no table is a finding too."""
    try:
        table = read_table(file)
    except TableUnreadableError as error:
        return unreadable_report(error)
    layout = match_columns(table, household_fields())
    reading = read_households(table, layout, origin=Origin(file.name, utc_now()))

    async def work(session: AsyncSession) -> Report:
        return (await dry_run(session, reading)).report

    return in_database(work)


def tell(report: Report, *, as_json: bool) -> None:
    """Print a report; the process ends with 1 when the file is refused."""
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    elif report.is_refused:
        raise ImportRefusedError(report.findings, report.remarks)
    else:
        done = (report.added, report.changed, report.unchanged)
        click.echo(str(ImportReport(*done, tuple(report.remarks))))
    if report.is_refused:
        sys.exit(1)
