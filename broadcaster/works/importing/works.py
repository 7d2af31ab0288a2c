"""The import of a works table: read every line, refuse whole or save whole."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.tabular import (
    CellReader,
    Finding,
    ImportRefusedError,
    ImportReport,
    Layout,
    Table,
    load_fields,
    match_columns,
)
from broadcaster.works.importing.lines import Line, Model, Reading, read_line
from broadcaster.works.importing.scopes import load_scopes
from broadcaster.works.importing.words import PACKAGE, load_words, wording
from broadcaster.works.models import Milestone, PlannedCut, SitePerson, Versioned

Fact = Milestone | PlannedCut | SitePerson
Known = dict[tuple[object, ...], Fact]

UNCONFIRMED: Mapping[str, object] = {"confirmed_at": None, "confirmed_by": None}


async def import_works(session: AsyncSession, table: Table, now: datetime) -> ImportReport:
    """Bring the calendar up to the table; raise ImportRefusedError and change nothing.

    Milestones and cuts are found again by their reference, people by role and place. Lines that
    are not in the table stay: a step that will not happen is written as cancelled. A line that
    changes without a new confirmation loses its old one: nobody confirmed the new date.
    """
    layout = match_columns(table, load_fields(PACKAGE, "columns.yml"))
    findings = [*table.findings, *layout.findings]
    remarks = list(layout.remarks)
    if layout.findings:  # without its columns no row can be read
        raise ImportRefusedError(findings, remarks)
    reading = Reading(load_words(), await load_scopes(session), now)
    lines = _read(table, layout, reading, findings)
    findings += _repeated(lines)
    if findings:
        raise ImportRefusedError(findings, remarks)
    return await _save(session, lines, layout, now)


def _read(table: Table, layout: Layout, reading: Reading, findings: list[Finding]) -> list[Line]:
    lines = (read_line(CellReader(layout, row, findings), reading) for row in table.rows)
    return [line for line in lines if line is not None]


def _repeated(lines: Sequence[Line]) -> Iterator[Finding]:
    first: dict[tuple[object, ...], Line] = {}
    for line in lines:
        known = first.setdefault(line.key, line)
        if known is line:
            continue
        key = "repeated_person" if line.model is SitePerson else "repeated"
        yield Finding(line.row, None, wording(key, value=line.key[0], row=known.row))


async def _save(
    session: AsyncSession, lines: Sequence[Line], layout: Layout, now: datetime
) -> ImportReport:
    known: dict[Model, Known] = {
        Milestone: await _known(session, Milestone),
        PlannedCut: await _known(session, PlannedCut),
        SitePerson: await _known(session, SitePerson),
    }
    added = changed = 0
    for line in lines:
        fact = known[line.model].get(line.key)
        if fact is None:
            session.add(line.model(**{**line.defaults, **line.values, **line.confirmed}))
            added += 1
        else:
            changed += _update(fact, line, now)
    await session.flush()
    return ImportReport(added, changed, len(lines) - added - changed, layout.remarks)


async def _known[Kind: (Milestone, PlannedCut, SitePerson)](
    session: AsyncSession, model: type[Kind]
) -> Known:
    return {_key(fact): fact for fact in await session.scalars(select(model))}


def _key(fact: Fact) -> tuple[object, ...]:
    if isinstance(fact, SitePerson):
        return fact.role, fact.site_id, fact.building_id, fact.staircase_id, fact.flat_id
    return (fact.reference,)


def _update(fact: Fact, line: Line, now: datetime) -> bool:
    """Bring a known fact up to date; True when that changed anything."""
    changed = _set(fact, line.values)
    if changed and isinstance(fact, Versioned):
        fact.touch(now)
    return _set(fact, line.confirmed or (UNCONFIRMED if changed else {})) or changed


def _set(fact: Fact, values: Mapping[str, object]) -> bool:
    different = {name: value for name, value in values.items() if getattr(fact, name) != value}
    for name, value in different.items():
        setattr(fact, name, value)
    return bool(different)
