"""The mark of columns by which a telephone's history is found."""

from typing import Final

HOLDS_TELEPHONE: Final = "holds_telephone"
"""Key of a column's ``info``: it is the number of whoever was written to, or wrote."""
