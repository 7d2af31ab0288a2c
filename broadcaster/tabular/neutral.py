"""Cells that a spreadsheet must not take for formulas (OWASP, "CSV Injection")."""

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def neutral(cell: str) -> str:
    """The cell as text: one that begins like a formula gets an apostrophe before it.

    Telephones are written as people do (06…), so that they need none.
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell
