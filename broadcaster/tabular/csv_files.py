"""CSV as French spreadsheets write it: ; or , or tab, UTF-8, Windows or UTF-16 letters."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress

from broadcaster.tabular.findings import wording
from broadcaster.tabular.table import TableUnreadableError

SEPARATORS = (";", ",", "\t")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_SEP_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)  # Excel's own way to name the separator


def read_csv(content: bytes) -> Iterator[list[str]]:
    """The records of a CSV file, row 1 first; raise TableUnreadableError."""
    text = _decode(content)
    named = _SEP_LINE.match(text)
    if named:
        yield []  # the line is a row of the sheet as people see it
        text = text[named.end() :]
    yield from _records(text, named[1] if named else _separator(text), first=2 if named else 1)


def _records(text: str, separator: str, first: int) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = first
    try:
        for record in reader:
            yield record
            row += 1
    except csv.Error as error:
        raise TableUnreadableError(wording("quotes", row=row)) from error


def _decode(content: bytes) -> str:
    text = _text_of(content)
    if _NOT_TEXT.search(text):
        raise TableUnreadableError(wording("binary"))
    return text


def _text_of(content: bytes) -> str:
    for encoding in _encodings(content):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise TableUnreadableError(wording("encoding"))


def _encodings(content: bytes) -> tuple[str, ...]:
    """A byte order mark decides; else UTF-8, which other letters almost never resemble."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return (encoding,)
    if content[1:2] == b"\x00":
        return ("utf-16-le",)
    if content[:1] == b"\x00":
        return ("utf-16-be",)
    return ("utf-8", "cp1252")


def _separator(text: str) -> str:
    """The separator that parts the first line that is not blank into most cells."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=unquoted.count)
