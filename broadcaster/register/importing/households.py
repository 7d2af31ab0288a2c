"""The import of a households table: read every row, refuse whole or save whole."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.consents import Origin
from broadcaster.register.importing.entries import HouseholdEntry, Place, add_row, read_entry
from broadcaster.register.importing.places import Places
from broadcaster.register.importing.planning import Plan, Terms, known_of, plan_of
from broadcaster.register.importing.remarks import told_of_rows
from broadcaster.register.importing.saving import save_plan
from broadcaster.register.importing.words import PACKAGE, load_words, wording
from broadcaster.tabular import (
    CellReader,
    Field,
    Finding,
    ImportRefusedError,
    ImportReport,
    Layout,
    Table,
    fold,
    load_fields,
    match_columns,
)

Progress = Callable[[int, int], None]
"""Told how many rows of how many are read."""

ROWS_A_STEP = 200
"""How often progress is told."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as it was read: its households, what is wrong, and what to know."""

    entries: Sequence[HouseholdEntry]
    findings: Sequence[Finding]
    remarks: Sequence[Finding]
    terms: Terms
    rows: int  # of the table, below its titles


async def import_households(
    session: AsyncSession,
    table: Table,
    progress: Progress | None = None,
    origin: Origin | None = None,
) -> ImportReport:
    """Bring the register up to the table; raise ImportRefusedError and change nothing.

    Households are found again by their reference. An empty cell changes nothing that is known,
    except that, when the table has telephone columns, they give all the numbers of a household:
    one that is no longer there is removed. Households that are not in the table stay. What the
    provider found out about a number stays too, and a no to offers that is newer than a yes.

    ``origin`` is the file and the day that stand for those a yes to offers does not name; without
    it such a yes is refused.
    """
    reading = read_households(table, match_columns(table, household_fields()), progress, origin)
    if reading.findings:
        raise ImportRefusedError(reading.findings, reading.remarks)
    places = Places(session)
    plan = await make_plan(session, places, reading)
    await save_plan(session, plan, places)
    return report_of(plan, reading)


def report_of(plan: Plan, reading: Reading) -> ImportReport:
    """What an import did, in counts of households."""
    remarks = (*reading.remarks, *plan.remarks)
    return ImportReport(len(plan.added), plan.changed_count, plan.unchanged, remarks)


def household_fields() -> tuple[Field, ...]:
    """The fields of a household's file."""
    return load_fields(PACKAGE, "household_columns.yml")


async def make_plan(session: AsyncSession, places: Places, reading: Reading) -> Plan:
    """What the import of a reading without findings would do; others get their turn meanwhile."""
    await places.load()
    known = await known_of(session, places, reading.entries, reading.terms)
    return await asyncio.to_thread(plan_of, reading.entries, known, places, reading.terms)


def read_households(
    table: Table,
    layout: Layout,
    progress: Progress | None = None,
    origin: Origin | None = None,
) -> Reading:
    """Read every row. Everything that is wrong is found; nothing is asked of a database."""
    terms = Terms(replace_numbers=layout.has("phones"), origin=origin)
    findings = [*table.findings, *layout.findings]
    remarks = list(layout.remarks)
    if layout.findings:  # without its columns no row can be read
        return Reading([], findings, remarks, terms, len(table.rows))
    entries = _read(table, layout, findings, remarks, progress or _silent, origin)
    findings += _places_that_differ(entries, layout)
    remarks += told_of_rows(entries)
    return Reading(entries, findings, remarks, terms, len(table.rows))


def _read(
    table: Table,
    layout: Layout,
    findings: list[Finding],
    remarks: list[Finding],
    progress: Progress,
    origin: Origin | None,
) -> list[HouseholdEntry]:
    words = load_words()
    entries: dict[str, HouseholdEntry] = {}
    for done, row in enumerate(table.rows, start=1):
        reader = CellReader(layout, row, findings)
        _gather(entries, read_entry(reader, words, remarks, origin), reader)
        if done % ROWS_A_STEP == 0 or done == len(table.rows):
            progress(done, len(table.rows))
    return list(entries.values())


def _gather(entries: dict[str, HouseholdEntry], entry: HouseholdEntry, reader: CellReader) -> None:
    """Keep the entry, or put it with the earlier rows of the same reference."""
    if not entry.reference:
        return
    first = entries.setdefault(entry.reference, entry)
    if first is not entry:
        add_row(first, entry, reader)


def _places_that_differ(entries: Sequence[HouseholdEntry], layout: Layout) -> Iterator[Finding]:
    """A building has one address, a site one city and department, a flat one floor."""
    keys: dict[str, Callable[[Place], object]] = {
        "city": lambda place: fold(place.site),
        "department": lambda place: fold(place.site),
        "address": lambda place: place.building_key,
        "floor": lambda place: place.flat_key,
    }
    for column, key in keys.items():
        first: dict[object, HouseholdEntry] = {}
        for entry in entries:
            said = getattr(entry.place, column)
            if said in ("", None):
                continue
            known = first.setdefault(key(entry.place), entry)
            if getattr(known.place, column) != said:
                other = getattr(known.place, column)
                message = wording("other_fact", row=known.row, other=other)
                yield Finding(entry.row, layout.columns[column][0], message)


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""
