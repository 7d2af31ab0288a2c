"""What is done with a file beside the pages: trying it out, and importing it."""

from collections.abc import Collection

from broadcaster.clock import Clock
from broadcaster.console.register.jobs import Job
from broadcaster.database import Database
from broadcaster.register.importing.keeping import (
    Checked,
    RegisterChangedError,
    carry_out,
    dry_run,
    read_import,
    waiting_import,
)
from broadcaster.register.importing.models import ImportState
from broadcaster.register.importing.reports import Report, packed


async def check_file(
    database: Database, import_id: int, sites: Collection[int] | None, job: Job
) -> None:
    """Try a file out and keep what was found; the register stays as it is."""
    async with database.read() as session:
        kept = await waiting_import(session, import_id)
    if kept is None:
        return
    reading = await read_import(kept, job.tell)
    if isinstance(reading, Report):
        checked = Checked(reading, None)
    else:
        async with database.read() as session:
            checked = await dry_run(session, reading, sites)
    async with database.write() as session:
        kept = await waiting_import(session, import_id)
        if kept is not None:
            kept.report, kept.plan_sha256 = packed(checked.report), checked.plan_sha256
            is_refused = checked.report.is_refused
            kept.state = ImportState.REFUSED if is_refused else ImportState.CHECKED


async def import_file(
    database: Database, import_id: int, user_id: int, clock: Clock, job: Job
) -> None:
    """Do what was tried out; when the register changed since, it is to be tried out again."""
    async with database.read() as session:
        kept = await waiting_import(session, import_id)
    reading = await read_import(kept, job.tell) if kept else None
    if reading is None or isinstance(reading, Report):
        return
    try:
        async with database.write() as session:
            kept = await waiting_import(session, import_id)
            if kept is not None and kept.state is ImportState.CHECKED:
                await carry_out(session, kept, reading, user_id, clock())
    except RegisterChangedError as error:
        job.refusal = str(error)
        async with database.write() as session:
            kept = await waiting_import(session, import_id)
            if kept is not None:
                kept.state = ImportState.WAITING
