"""ODS: OpenDocument spreadsheets, read by calamine."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from broadcaster.tabular.archives import check_archive
from broadcaster.tabular.findings import wording
from broadcaster.tabular.table import BadCell, Cell, TableUnreadableError
from broadcaster.tabular.values import text_of

Value = int | float | str | bool | time | date | datetime | timedelta


def read_ods(content: bytes) -> Iterator[list[Cell]]:
    """The records of the one sheet that is filled; raise TableUnreadableError."""
    check_archive(content, "content.xml")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names}  # fmt: skip
    except (CalamineError, PasswordError, ValueError, OSError) as error:
        raise TableUnreadableError(wording("broken_ods")) from error
    filled = {name: sheet for name, sheet in rows.items() if any(map(_is_filled, sheet))}
    if len(filled) > 1:
        raise TableUnreadableError(wording("several_sheets", sheets=", ".join(filled)))
    return ([_cell(value) for value in row] for row in next(iter(filled.values()), []))


def _is_filled(row: Sequence[Value]) -> bool:
    return any(value != "" for value in row)


def _cell(value: Value) -> Cell:
    text = text_of(value)
    return (
        BadCell("cell_error", text) if text.startswith(("#", "Err:")) and text.isupper() else text
    )
