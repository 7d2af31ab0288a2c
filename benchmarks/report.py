"""Figures: what was measured beside what was promised, as a table and a plot."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.bar import Bar
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure."""

    name: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def promise(self) -> str:
        """What was promised, as it is read."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}".strip()
        return "" if self.at_most is None else f"≤ {self.at_most:g} {self.unit}".strip()

    @property
    def is_kept(self) -> bool | None:
        """True when the promise is kept; None where nothing was promised."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def share(self) -> float | None:
        """How far the promise is kept: 1 is just, more is better."""
        if self.at_least is not None:
            return self.value / self.at_least
        return None if self.at_most is None else self.at_most / max(self.value, 1e-9)


WIDTH: Final = 120
MOST_SHOWN: Final = 5.0
"""Bars end here: beyond it a promise is kept so well that the others could not be compared."""

PICTURE: Final = Path("artefacts/benchmarks.svg")


def show(figures: Sequence[Figure]) -> None:
    """Print the table, then how far each promise is kept; the same as a picture in artefacts/."""
    console = Console(file=sys.stdout, width=WIDTH, record=True)
    console.print(_table(figures))
    console.print(_plot([one for one in figures if one.share is not None]))
    PICTURE.parent.mkdir(exist_ok=True)
    console.save_svg(str(PICTURE), title="Palier, sending")


def _table(figures: Sequence[Figure]) -> Table:
    table = Table(title="Sending", title_justify="left")
    table.add_column("measured")
    table.add_column("value", justify="right")
    table.add_column("promised", justify="right")
    table.add_column("kept")
    for one in figures:
        kept = {True: "yes", False: "NO", None: ""}[one.is_kept]
        table.add_row(one.name, f"{one.value:,.4g} {one.unit}".strip(), one.promise, kept)
    return table


def _plot(figures: Sequence[Figure]) -> Table:
    plot = Table(title="measured / promised: 1 is just kept", title_justify="left", box=None)
    plot.add_column("")
    plot.add_column("", width=WIDTH // 2)
    plot.add_column("", justify="right")
    for one in figures:
        share = one.share or 0.0
        colour = "green" if one.is_kept else "red"
        bar = Bar(MOST_SHOWN, 0, min(share, MOST_SHOWN), color=colour)
        beyond = share > MOST_SHOWN
        plot.add_row(one.name, bar, f"> {MOST_SHOWN:.0f}" if beyond else f"{share:.2f}")
    return plot
