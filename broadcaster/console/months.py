"""Months as addresses write them (2026-05), and their edges on the clock of Paris."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final, Self

from broadcaster.clock import PARIS
from broadcaster.console.moments import EARLIEST_YEAR, LATEST_YEAR

MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of the calendar."""

    year: int
    number: int  # 1 January … 12 December

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The month a moment lies in, in Paris."""
        local = moment.astimezone(PARIS)
        return cls(local.year, local.month)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what ``str`` writes; None for anything else."""
        year, dash, number = text.partition("-")
        if not (dash and len(year) == len("2026") and (year + number).isascii()):
            return None
        if not (year.isdigit() and number.isdigit()):
            return None
        found = cls(int(year), int(number))
        is_real = EARLIEST_YEAR <= found.year < LATEST_YEAR and 1 <= found.number <= MONTHS_A_YEAR
        return found if is_real else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    def later(self, months: int) -> Self:
        """The month so many months later; a negative number for earlier ones."""
        total = self.year * MONTHS_A_YEAR + self.number - 1 + months
        return type(self)(total // MONTHS_A_YEAR, total % MONTHS_A_YEAR + 1)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def starts_at(self) -> datetime:
        """Its first moment in Paris, as UTC."""
        return datetime(self.year, self.number, 1, tzinfo=PARIS).astimezone(UTC)
