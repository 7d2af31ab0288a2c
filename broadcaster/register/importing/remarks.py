"""What to know of a file that can be imported all the same: rows put together, zeros put back."""

from collections.abc import Iterator, Sequence

from broadcaster.register.importing.entries import HouseholdEntry
from broadcaster.register.importing.words import wording
from broadcaster.tabular import Finding

ROWS_NAMED = 10
"""How many rows a remark names."""


def told_of_rows(entries: Sequence[HouseholdEntry]) -> Iterator[Finding]:
    """Every household made of several rows, and for each column the zeros that were lost."""
    for entry in entries:
        if entry.other_rows:
            yield Finding(entry.row, None, _merged(entry))
    lost: dict[str, list[int]] = {}
    for row, title in (one for entry in entries for one in entry.lost_zeros):
        lost.setdefault(title, []).append(row)
    for title, rows in lost.items():
        message = wording("lost_zero", count=len(rows), rows=_named(rows))
        yield Finding(None, title, message)


def _merged(entry: HouseholdEntry) -> str:
    return wording(
        "merged",
        count=len(entry.other_rows) + 1,
        reference=entry.reference,
        rows=_named([entry.row, *entry.other_rows]),
        numbers=len(entry.contacts),
    )


def _named(rows: Sequence[int]) -> str:
    named = ", ".join(map(str, rows[:ROWS_NAMED]))
    told = wording("and_more", rows=named) if len(rows) > ROWS_NAMED else named
    return wording("lost_zero_rows", rows=told)
