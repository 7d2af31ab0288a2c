"""Importing the register from a landlord's own file: all of it, or nothing and why."""

from broadcaster.register.importing.households import import_households
from broadcaster.tabular import Finding, ImportRefusedError, ImportReport, read_table

__all__ = [
    "Finding",
    "ImportRefusedError",
    "ImportReport",
    "import_households",
    "read_table",
]
