"""Tables staff bring: CSV and XLSX files read without losing a cell, with findings by place."""

from broadcaster.tabular.cells import CellReader
from broadcaster.tabular.choices import Choices
from broadcaster.tabular.columns import (
    Field,
    Layout,
    chosen_columns,
    load_fields,
    match_columns,
)
from broadcaster.tabular.findings import Finding, ImportRefusedError, ImportReport
from broadcaster.tabular.reading import read_bytes, read_table
from broadcaster.tabular.table import Row, Table, TableUnreadableError, fold, natural

__all__ = [
    "CellReader",
    "Choices",
    "Field",
    "Finding",
    "ImportRefusedError",
    "ImportReport",
    "Layout",
    "Row",
    "Table",
    "TableUnreadableError",
    "chosen_columns",
    "fold",
    "load_fields",
    "match_columns",
    "natural",
    "read_bytes",
    "read_table",
]
