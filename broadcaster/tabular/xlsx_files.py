"""XLSX: values as people see them, dates as ISO text, formulas by their last result."""

import io
import warnings
from collections.abc import Iterator

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from broadcaster.tabular.archives import check_archive, has_formulas
from broadcaster.tabular.calamine_files import read_quickly
from broadcaster.tabular.findings import wording
from broadcaster.tabular.table import BadCell, Cell, TableUnreadableError
from broadcaster.tabular.values import text_of

Record = list[Cell]


def read_xlsx(content: bytes) -> Iterator[Record]:
    """The records of the one sheet that is filled; raise TableUnreadableError."""
    check_archive(content, "xl/")
    quick = None if has_formulas(content) else read_quickly(content)
    if quick is not None:
        return quick
    try:
        sheets = _filled_sheets(content)
    except Exception as error:  # openpyxl lets out whatever its many parsers raise
        raise TableUnreadableError(wording("broken_xlsx")) from error
    if len(sheets) > 1:
        raise TableUnreadableError(wording("several_sheets", sheets=", ".join(sheets)))
    return iter(next(iter(sheets.values()), []))


def _filled_sheets(content: bytes) -> dict[str, list[Record]]:
    """The records of every sheet that has a value, by the sheet's name."""
    sheets = _sheets(content, results=False)
    if any(_is_formula(cell) for records in sheets.values() for row in records for cell in row):
        sheets = _with_results(sheets, _sheets(content, results=True))
    return {
        name: records
        for name, records in sheets.items()
        if any(cell for row in records for cell in row)
    }


def _with_results(
    formulas: dict[str, list[Record]], results: dict[str, list[Record]]
) -> dict[str, list[Record]]:
    """Results in the place of formulas; a formula never computed is a bad cell, not a blank."""
    return {
        name: [
            [
                result or BadCell("formula", "") if _is_formula(formula) else formula
                for formula, result in zip(row, computed, strict=True)
            ]
            for row, computed in zip(records, results[name], strict=True)
        ]
        for name, records in formulas.items()
    }


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell, BadCell) and cell.key == "formula"


def _sheets(content: bytes, *, results: bool) -> dict[str, list[Record]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions of the sheet we do not read
        book: Workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=results)
        return {sheet.title: _records_of(sheet) for sheet in book.worksheets}


def _records_of(sheet: ReadOnlyWorksheet) -> list[Record]:
    sheet.reset_dimensions()  # some programs write a wrong size: read what is there
    return [[_cell(cell) for cell in row] for row in sheet.rows]


def _cell(cell: SheetCell | ReadOnlyCell | MergedCell | EmptyCell) -> Cell:
    if cell.data_type == "f":
        return BadCell("formula", "")
    if cell.data_type == "e":
        return BadCell("cell_error", str(cell.value))
    return text_of(cell.value)
