"""The import of a households table: read every row, refuse whole or save whole."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.consents import Origin
from broadcaster.register.importing.entries import HouseholdEntry, Place, add_row, read_entry
from broadcaster.register.importing.saving import save_households
from broadcaster.register.importing.words import PACKAGE, load_words, wording
from broadcaster.tabular import (
    CellReader,
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
    layout = match_columns(table, load_fields(PACKAGE, "household_columns.yml"))
    findings = [*table.findings, *layout.findings]
    remarks = list(layout.remarks)
    if layout.findings:  # without its columns no row can be read
        raise ImportRefusedError(findings, remarks)
    entries = _read(table, layout, findings, remarks, progress or _silent, origin)
    findings += _places_that_differ(entries, layout)
    if findings:
        raise ImportRefusedError(findings, remarks)
    saved = await save_households(
        session, entries, replace_numbers=layout.has("phones"), origin=origin
    )
    return ImportReport(saved.added, saved.changed, saved.unchanged, (*remarks, *saved.remarks))


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
