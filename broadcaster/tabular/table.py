"""A table as a spreadsheet shows it: titles, and rows that remember their number."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from broadcaster.errors import PalierError
from broadcaster.tabular.findings import Finding, wording

KEPT_FOLDED = 4096
"""How many folded texts are remembered: a file says the same few words in every row."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class TableUnreadableError(PalierError):
    """This file cannot be read as a table. Save it as .xlsx or as .csv and try again."""


@dataclass(frozen=True)
class Row:
    """One row below the titles."""

    number: int  # as the spreadsheet numbers it: the titles are usually row 1
    cells: Mapping[str, str]  # by title; text without spaces around, "" when empty
    # Titles of cells that hold no value one could keep; the table has a finding for each.
    unreadable: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """A sheet: its titles, its rows that are not blank, and what could not be kept."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    # Cells that have no place in the rows. An importer must refuse while there are any.
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class BadCell:
    """A cell that holds no value one could keep: a formula without result, an error."""

    key: str  # of findings.yml
    value: str


Cell = str | BadCell


@lru_cache(maxsize=KEPT_FOLDED)
def fold(text: str) -> str:
    """The text for comparing: no case, accents, punctuation or spaces (« N° Tél. » → ntel)."""
    plain = unicodedata.normalize("NFKD", text.replace("°", "")).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def natural(code: str) -> tuple[tuple[int, str], ...]:
    """The key that puts codes in the order people count in: 2 before 10, A2 before A10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", code.casefold())
    return tuple((int(part), "") if part[0] in "0123456789" else (0, part) for part in parts)


def build_table(records: Iterable[Sequence[Cell]]) -> Table:
    """Make a table of records (row 1 first); raise TableUnreadableError when it is empty."""
    numbered = _numbered(records)
    header_row, header = next(numbered, (0, ()))
    if not header:
        raise TableUnreadableError(wording("empty"))
    titles = [title if isinstance(title, str) else "" for title in header]
    findings = list(_repeated_titles(header_row, titles))
    rows = []
    for number, record in numbered:
        rows.append(_row(number, titles, record))
        findings += _lost_cells(number, header_row, titles, record)
    if not rows:
        raise TableUnreadableError(wording("no_rows"))
    return Table(tuple(filter(None, titles)), tuple(rows), tuple(findings))


def _numbered(records: Iterable[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The records that are not blank, with their row number and their texts tidied."""
    for number, record in enumerate(records, start=1):
        tidy = [_tidy(cell) for cell in record]
        if any(tidy):
            yield number, tidy


def _tidy(cell: Cell) -> Cell:
    if isinstance(cell, BadCell):
        return cell
    text = unicodedata.normalize("NFC", cell).strip().strip("\ufeff")
    return BadCell("control", "") if _CONTROL.search(text) else text


def _row(number: int, titles: Sequence[str], record: Sequence[Cell]) -> Row:
    values = [cell if isinstance(cell, str) else "" for cell in record]
    values += [""] * (len(titles) - len(values))
    return Row(
        number,
        {title: value for title, value in zip(titles, values, strict=False) if title},
        frozenset(
            title
            for title, cell in zip(titles, record, strict=False)
            if title and isinstance(cell, BadCell)
        ),
    )


def _repeated_titles(row: int, titles: Sequence[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for title in filter(None, titles):
        if title in seen:
            yield Finding(row, title, wording("same_title", title=title))
        seen.add(title)


def _lost_cells(
    number: int, header_row: int, titles: Sequence[str], record: Sequence[Cell]
) -> Iterator[Finding]:
    for position, cell in enumerate(record):
        title = titles[position] if position < len(titles) else ""
        if isinstance(cell, BadCell):
            message = wording(cell.key, value=cell.value)
            yield Finding(number, title or column_letter(position), message)
        elif cell and not title:
            message = wording("no_title", header=header_row)
            yield Finding(number, column_letter(position), message)


def column_letter(position: int) -> str:
    """The letter a spreadsheet shows over the column at that position, from 0: A … Z, AA."""
    letters = ""
    rest = position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
