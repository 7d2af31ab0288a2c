"""What was promised of the assistant's understanding, and the floor a change may not go under."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FLOOR_FILE: Final = Path("data/evaluation/floor.json")


@dataclass(frozen=True, slots=True)
class Promise:
    """One figure's promise."""

    figure: str
    title: str
    bound: float
    is_most: bool = False

    def is_kept(self, figures: Mapping[str, float]) -> bool:
        """True when the figure is on the right side of its bound."""
        value = figures[self.figure]
        return value <= self.bound if self.is_most else value >= self.bound


PROMISES: Final = (
    Promise("french", "French, best topic", 0.92),
    Promise("languages", "other languages, best topic", 0.85),
    Promise("several", "topics found in texts with several questions", 0.85),
    Promise("emergencies", "emergencies recognised", 1.0),
    Promise("near_misses_firing", "near misses taken for emergencies", 0.05, is_most=True),
    Promise("out_of_scope", "out of scope, handed over", 0.85),
)


def below_floor(figures: Mapping[str, float], floor_file: Path = FLOOR_FILE) -> list[str]:
    """A sentence for each figure that has become worse than the floor in the file allows."""
    floor: dict[str, float] = json.loads(floor_file.read_text("utf-8"))
    most = {promise.figure for promise in PROMISES if promise.is_most}
    return [
        f"{name}: {figures[name]:.1%}, the floor is {bound:.1%}"
        for name, bound in floor.items()
        if (figures[name] > bound if name in most else figures[name] < bound)
    ]
