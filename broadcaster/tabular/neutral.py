"""Neutral cells: what people typed, in a file that a spreadsheet opens without obeying it."""

import csv
import io
from collections.abc import Iterable
from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection")."""

MARK: Final = "\ufeff"
"""The byte order mark by which Excel knows that a file is UTF-8."""


def neutral(text: str) -> str:
    """A cell that is a text wherever it is opened."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(rows: Iterable[Iterable[str]]) -> str:
    """Rows as French spreadsheets read them: semicolons, every cell neutral."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows(map(neutral, row) for row in rows)
    return out.getvalue()


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """A whole file of them, which Excel opens with its accents."""
    return (MARK + csv_lines(rows)).encode()
