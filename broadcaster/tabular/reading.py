"""Which kind of file it is, by its first bytes: names and endings are often wrong."""

from pathlib import Path

from broadcaster.tabular.archives import is_ods
from broadcaster.tabular.csv_files import read_csv
from broadcaster.tabular.findings import wording
from broadcaster.tabular.ods_files import read_ods
from broadcaster.tabular.table import Table, TableUnreadableError, build_table
from broadcaster.tabular.xlsx_files import read_xlsx

MAX_MEGABYTES = 50
"""A landlord's file of 100,000 households weighs less than 20."""

_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0"  # old Excel, and new Excel behind a password


def read_table(path: Path) -> Table:
    """Read a CSV, XLSX or ODS file; raise TableUnreadableError saying what to do instead."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_MEGABYTES * 1_000_000 + 1)
    except (OSError, ValueError) as error:
        raise TableUnreadableError(wording("missing_file", name=path.name)) from error
    return read_bytes(content)


def read_bytes(content: bytes) -> Table:
    """Read the bytes of a CSV, XLSX or ODS file; raise TableUnreadableError on any others."""
    if not content.strip():
        raise TableUnreadableError(wording("empty"))
    if len(content) > MAX_MEGABYTES * 1_000_000:
        raise TableUnreadableError(wording("too_big", megabytes=MAX_MEGABYTES))
    if content.startswith(_OLE2):
        raise TableUnreadableError(wording("old_excel"))
    if not content.startswith(_ZIP):
        return build_table(read_csv(content))
    return build_table(read_ods(content) if is_ods(content) else read_xlsx(content))
