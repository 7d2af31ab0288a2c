"""Imports that wait between their dry run and the word of a person, and those that were done."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Table as SqlTable
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from broadcaster.bulk import insert_many
from broadcaster.errors import PalierError
from broadcaster.register.consents import Origin
from broadcaster.register.importing.columns import layout_of
from broadcaster.register.importing.households import (
    Progress,
    Reading,
    make_plan,
    read_households,
)
from broadcaster.register.importing.models import ImportState, ImportTouch, RegisterImport
from broadcaster.register.importing.places import ROWS_A_STEP, Places
from broadcaster.register.importing.planning import Plan
from broadcaster.register.importing.reach import out_of_reach
from broadcaster.register.importing.reports import Report, planned_report, refused_report
from broadcaster.register.importing.saving import Touched, save_plan
from broadcaster.register.importing.words import wording
from broadcaster.staff.audit import record
from broadcaster.tabular import Finding, TableUnreadableError, read_bytes

KEPT_FOR: Final = timedelta(days=1)
"""How long a file waits for somebody who never came back to it."""

TOUCHES: Final = cast("SqlTable", ImportTouch.__table__)

UNFINISHED: Final = (ImportState.WAITING, ImportState.REFUSED, ImportState.CHECKED)


class RegisterChangedError(PalierError):
    """The register changed since the dry run. Nothing was imported: check the file again."""

    def __init__(self) -> None:
        super().__init__(wording("changed_since"))


@dataclass(frozen=True, slots=True)
class Checked:
    """A dry run: what it found, and what tells exactly what it would do."""

    report: Report
    plan_sha256: str | None  # None: it is refused


async def waiting_import(session: AsyncSession, import_id: int) -> RegisterImport | None:
    """An import with its file and report; None when there is none."""
    query = select(RegisterImport).where(RegisterImport.id == import_id)
    return await session.scalar(
        query.options(undefer(RegisterImport.content), undefer(RegisterImport.report))
    )


async def receive(
    session: AsyncSession, file_name: str, content: bytes, user_id: int, now: datetime
) -> RegisterImport:
    """Keep a file until it is imported, given up, or a day old."""
    old = RegisterImport.created_at < now - KEPT_FOR
    await session.execute(
        delete(RegisterImport).where(old, RegisterImport.state.in_(UNFINISHED)),
        execution_options={"synchronize_session": False},
    )
    kept = RegisterImport(
        file_name=file_name, content=content, created_at=now, user_id=user_id, mapping={}, places={}
    )
    session.add(kept)
    await session.flush()
    return kept


async def read_import(kept: RegisterImport, progress: Progress | None = None) -> Reading | Report:
    """Read a kept file beside everything else; a report when it is no table at all."""
    origin = Origin(kept.file_name, kept.created_at)
    return await asyncio.to_thread(_read, kept.content or b"", dict(kept.mapping), origin, progress)


def _read(
    content: bytes, mapping: dict[str, str], origin: Origin, progress: Progress | None
) -> Reading | Report:
    try:
        table = read_bytes(content)
    except TableUnreadableError as error:
        return unreadable_report(error)
    return read_households(table, layout_of(table, mapping), progress, origin)


def unreadable_report(error: TableUnreadableError) -> Report:
    """The report of a file that is no table."""
    return refused_report(0, [Finding(None, None, str(error))])


async def dry_run(
    session: AsyncSession, reading: Reading, sites: Collection[int] | None = None
) -> Checked:
    """What the import of a reading would do; nothing is written."""
    if reading.findings:
        return Checked(refused_report(reading.rows, reading.findings, reading.remarks), None)
    places = Places(session)
    plan = await make_plan(session, places, reading)
    beyond = list(out_of_reach(reading, plan, places, sites))
    if beyond:
        return Checked(refused_report(reading.rows, beyond, reading.remarks), None)
    sha256 = await asyncio.to_thread(plan.sha256)
    return Checked(planned_report(reading, plan), sha256)


async def carry_out(
    session: AsyncSession,
    kept: RegisterImport,
    reading: Reading,
    user_id: int | None,
    now: datetime,
) -> Plan:
    """Do exactly what the dry run said; raise RegisterChangedError when it would be anything else.

    The file is let go of; what was done is kept, to be taken back.
    """
    places = Places(session)
    plan = await make_plan(session, places, reading)
    if await asyncio.to_thread(plan.sha256) != kept.plan_sha256:
        raise RegisterChangedError
    touched = await save_plan(session, plan, places)
    await keep_done(session, kept, plan, places, touched)
    kept.state, kept.done_at, kept.content, kept.user_id = ImportState.DONE, now, None, user_id
    detail: dict[str, object] = {
        "file": kept.file_name,
        "added": len(plan.added),
        "changed": plan.changed_count,
    }
    subject = f"register_import {kept.id}"
    await record(session, user_id, "register_imported", subject, detail, now)
    return plan


# JSON of our own making.
async def keep_done(
    session: AsyncSession,
    kept: RegisterImport,
    plan: Plan,
    places: Places,
    touched: Sequence[Touched],
) -> None:
    """Write down what an import did, household by household, so that it can be undone."""
    corrections = [asdict(one) for one in plan.corrections]
    kept.places = {"made": places.made, "corrections": corrections}
    for start in range(0, len(touched), ROWS_A_STEP):
        some: list[dict[str, Any]] = [
            {"import_id": kept.id, **asdict(one)} for one in touched[start : start + ROWS_A_STEP]
        ]
        await insert_many(session, TOUCHES, some)


async def import_at_once(
    session: AsyncSession, file_name: str, reading: Reading, now: datetime
) -> Plan:
    """Import without a dry run seen by anybody, as the command line does."""
    kept = RegisterImport(
        file_name=file_name[:120], created_at=now, user_id=None, mapping={}, places={}
    )
    session.add(kept)
    await session.flush()
    places = Places(session)
    plan = await make_plan(session, places, reading)
    touched = await save_plan(session, plan, places)
    await keep_done(session, kept, plan, places, touched)
    kept.state, kept.done_at = ImportState.DONE, now
    return plan
