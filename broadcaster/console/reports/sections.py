"""Sections: the same figures as a picture, a table and a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from aiohttp import web

from broadcaster.console.files import csv_file
from broadcaster.console.reports.charts import Chart
from broadcaster.console.reports.words import Cell, say, written


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its picture."""

    name: str  # in its address; its words are those of wording.yml
    rows: Sequence[Sequence[Cell]]
    columns: Sequence[str]
    title: str
    chart: Chart | None = None
    facts: Sequence[tuple[str, str]] = ()  # figures that are told before the table
    note: str = ""

    @property
    def lines(self) -> list[list[str]]:
        """The table as it is read."""
        return [[written(cell) for cell in row] for row in self.rows]

    @property
    def amounts(self) -> list[bool]:
        """Which columns hold figures, which are read from the right."""
        columns = zip(*self.rows, strict=True)
        return [any(not isinstance(cell, str) for cell in column) for column in columns]


def section(
    name: str,
    rows: Iterable[Sequence[Cell]],
    *,
    columns: Sequence[str] | None = None,
    title: str | None = None,
    chart: Chart | None = None,
    facts: Sequence[tuple[str, str]] = (),
    note: str = "",
) -> Section:
    """A section whose words are in wording.yml under its name, unless they are given."""
    heads = columns or say(f"{name}.columns").split(" | ")
    return Section(name, list(rows), heads, title or say(f"{name}.title"), chart, facts, note)


def as_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> web.Response:
    """A table as a file that a spreadsheet opens with its accents, and takes for no formula."""
    return csv_file(f"{name}.csv", [columns, *(map(_cell, row) for row in rows)])


def _cell(cell: Cell) -> str:
    if cell is None:
        return say("hidden")
    if isinstance(cell, int):
        return str(cell)
    return f"{cell:f}".replace(".", ",") if isinstance(cell, Decimal) else cell
