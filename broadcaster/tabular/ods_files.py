"""ODS: OpenDocument spreadsheets, as LibreOffice writes them."""

from collections.abc import Iterator

from python_calamine import CalamineError

from broadcaster.tabular.archives import check_archive
from broadcaster.tabular.calamine_files import sheets_of, the_filled_one
from broadcaster.tabular.findings import wording
from broadcaster.tabular.table import BadCell, Cell, TableUnreadableError

ERRORS = ("#", "Err:")
"""How a cell begins whose formula came to nothing: #N/A, #REF!, Err:502."""


def read_ods(content: bytes) -> Iterator[list[Cell]]:
    """The records of the one sheet that is filled; raise TableUnreadableError."""
    check_archive(content, "content.xml")
    try:
        sheets = sheets_of(content)
    except (CalamineError, ValueError, OSError) as error:
        raise TableUnreadableError(wording("broken_ods")) from error
    return ([_cell(cell) for cell in row] for row in the_filled_one(sheets))


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(ERRORS) and cell.upper() == cell:
        return BadCell("cell_error", cell)
    return cell
