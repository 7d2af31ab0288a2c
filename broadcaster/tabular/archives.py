"""Spreadsheets as archives: which kind, and whether they are safe to unpack."""

import io
import lzma
import re
import struct
import zipfile
import zlib

from broadcaster.tabular.findings import wording
from broadcaster.tabular.table import TableUnreadableError

_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]|t=[\"']e[\"']")

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, NotImplementedError),
    *(OSError, EOFError, RuntimeError, OverflowError, struct.error),
)
"""What the reading of a damaged archive may raise; RuntimeError for one with a password."""

MAX_UNPACKED_BYTES = 500_000_000
"""What a workbook may unpack to: a small file can be made to fill any memory."""


def is_ods(content: bytes) -> bool:
    """True for the bytes of an OpenDocument spreadsheet: its kind is the first thing in it."""
    return b"application/vnd.oasis.opendocument.spreadsheet" in content[:200]


def check_archive(content: bytes, part: str) -> None:
    """Refuse an archive that is broken, has no such part, or would fill any memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except _BROKEN as error:
        raise TableUnreadableError(wording("broken_xlsx")) from error
    if not any(entry.filename.startswith(part) for entry in entries):
        raise TableUnreadableError(wording("other_zip"))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise TableUnreadableError(wording("too_big", megabytes=MAX_UNPACKED_BYTES // 1_000_000))


def has_formulas(content: bytes) -> bool:
    """True when a sheet of a workbook has a formula or an error among its cells.

    Raise TableUnreadableError when a sheet cannot be unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(_FORMULA.search(archive.read(name)) for name in sheets)
    except _BROKEN as error:
        raise TableUnreadableError(wording("broken_xlsx")) from error
