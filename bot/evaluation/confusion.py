"""The confusion picture: which topic is taken for which, as an SVG one can read on a page."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Final

from bot.evaluation.judging import Judged

CELL: Final = 11
LABEL: Final = 150
"""Sizes in pixels: a square of the grid, and the room for a topic's name."""


def confusions(judged: Sequence[Judged]) -> Counter[tuple[str, str]]:
    """How often a topic was taken for another (or for itself), over texts with one question."""
    return Counter((row.case.topics[0], row.first) for row in judged if len(row.case.topics) == 1)


def picture(judged: Sequence[Judged]) -> str:
    """An SVG grid: a row is what was meant, a column what was understood, darker is more."""
    counted = confusions(judged)
    topics = sorted({topic for pair in counted for topic in pair})
    totals = Counter[str]()
    for (meant, _seen), count in counted.items():
        totals[meant] += count
    size = LABEL + CELL * len(topics)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'font-family="sans-serif" font-size="{CELL - 2}" role="img">',
        "<title>What was understood (columns) of what was meant (rows)</title>",
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
        *(_labels(number, topic) for number, topic in enumerate(topics)),
    ]
    place = {topic: number for number, topic in enumerate(topics)}
    parts += [
        _cell(place[meant], place[seen], count / totals[meant], f"{meant} → {seen}: {count}")
        for (meant, seen), count in sorted(counted.items())
    ]
    return "\n".join([*parts, "</svg>", ""])


def _labels(number: int, topic: str) -> str:
    middle = LABEL + CELL * number + CELL * 0.75
    name = escape(topic)
    return (
        f'<text x="{LABEL - 4}" y="{middle:g}" text-anchor="end">{name}</text>'
        f'<text transform="translate({middle:g} {LABEL - 4}) rotate(-90)">{name}</text>'
    )


def _cell(row: int, column: int, part: float, told: str) -> str:
    # Right answers in blue, wrong ones in red; told apart by their place as well as by colour.
    colour = "#1b5e9b" if row == column else "#b3261e"
    return (
        f'<rect x="{LABEL + CELL * column}" y="{LABEL + CELL * row}" width="{CELL - 1}" '
        f'height="{CELL - 1}" fill="{colour}" fill-opacity="{max(part, 0.12):.2f}">'
        f"<title>{escape(told)}</title></rect>"
    )
