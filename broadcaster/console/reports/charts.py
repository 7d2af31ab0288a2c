"""Pictures of figures, as the template draws them: bars, stacked bars and a line.

Everything is reckoned in a space 320 units wide, so that letters stay readable on a telephone.
What tells two series apart is a texture, never a colour alone (RGAA 3.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from broadcaster.console.reports.words import number

WIDTH: Final = 320
ROW: Final = 36
"""Height of one bar with its label above it."""

KEY: Final = 20
"""Height of a line of the legend."""

PLOT: Final = 120
"""Height of a line's plot."""

EDGE: Final = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """One rectangle of a bar."""

    x: float
    width: float
    texture: int  # which of the textures of the template


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is about, its figure, its pieces."""

    label: str
    figure: str
    y: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line over time with its ends named."""

    points: tuple[tuple[float, float], ...]
    most: str  # the highest figure
    first: str
    last: str

    @property
    def path(self) -> str:
        """The points as a polyline takes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: either bars or a line."""

    height: int
    legend: tuple[tuple[str, int], ...] = ()  # word → height at which it stands
    bars: tuple[Bar, ...] = ()
    line: Line | None = None


def bars(rows: Sequence[tuple[str, int]]) -> Chart | None:
    """A bar for each figure; None when there is nothing to show."""
    return stacked((), [(label, (value,)) for label, value in rows])


def stacked(legend: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> Chart | None:
    """A bar for each row, its pieces in the order of the legend; None without any figure."""
    most = max((sum(values) for _label, values in rows), default=0)
    if not most:
        return None
    top = KEY * len(legend)
    drawn = tuple(
        Bar(label, number(sum(values)), top + ROW * n, _pieces(values, most))
        for n, (label, values) in enumerate(rows)
    )
    words = tuple((word, KEY * n) for n, word in enumerate(legend))
    return Chart(top + ROW * len(rows), words, drawn)


def _pieces(values: Sequence[int], most: int) -> tuple[Piece, ...]:
    pieces, x = [], 0.0
    for texture, value in enumerate(values):
        width = value * (WIDTH - 1) / most
        if value:
            pieces.append(Piece(round(x, 1), round(width, 1), texture))
        x += width
    return tuple(pieces)


def line(points: Sequence[tuple[str, int]]) -> Chart | None:
    """A line through figures at equal distances; None with fewer than two."""
    most = max((value for _label, value in points), default=0)
    if len(points) <= 1 or not most:
        return None
    step = (WIDTH - 2 * EDGE) / (len(points) - 1)
    placed = tuple(
        (EDGE + step * n, KEY + PLOT - EDGE - (PLOT - 2 * EDGE) * value / most)
        for n, (_label, value) in enumerate(points)
    )
    drawn = Line(placed, number(most), points[0][0], points[-1][0])
    return Chart(KEY + PLOT + KEY, line=drawn)
