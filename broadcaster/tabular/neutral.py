"""Cells of files we give: none may be taken for a formula by a spreadsheet."""

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection")."""


def neutral(cell: str) -> str:
    """The cell as text: an apostrophe stands before what would be reckoned."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
