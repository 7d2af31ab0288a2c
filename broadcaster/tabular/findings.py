"""What an import found, by sheet row and column, and what it did."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.errors import PalierError
from broadcaster.wording import Wording

wording = Wording("broadcaster.tabular", "findings.yml")


@dataclass(frozen=True)
class Finding:
    """One thing to correct or to know, where the person sees it in their spreadsheet."""

    row: int | None  # as the spreadsheet numbers it, from 1; None: the whole table
    column: str | None  # its title as written; None: the whole row
    message: str  # what is wrong and what to do

    def __str__(self) -> str:
        if self.row is None and self.column is None:
            return self.message
        key = "at_column" if self.row is None else "at_row" if self.column is None else "at_cell"
        return wording(key, row=self.row, column=self.column, message=self.message)


class ImportRefusedError(PalierError):
    """Nothing was imported. Correct every finding and import again."""

    def __init__(self, findings: Sequence[Finding], remarks: Sequence[Finding] = ()) -> None:
        """Take everything that is wrong, told in the order of the sheet, and what to know."""
        self.findings = tuple(sorted(findings, key=lambda finding: finding.row or 0))
        lines = [wording("refused", count=len(self.findings)), *map(str, self.findings)]
        if remarks:
            lines += [wording("to_know"), *map(str, remarks)]
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class ImportReport:
    """What an import did: counts of things (households, works lines), not of rows."""

    added: int
    changed: int
    unchanged: int
    # What to know although it was imported: a column not read, a doubtful number.
    remarks: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        counts = wording(
            "imported", added=self.added, changed=self.changed, unchanged=self.unchanged
        )
        return "\n".join([counts, *map(str, self.remarks)])
