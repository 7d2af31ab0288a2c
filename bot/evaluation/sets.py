"""The evaluation set: messages with the topics a careful reader gives them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from broadcaster.errors import PalierError

FOLDER: Final = Path("data/evaluation")

SETS: Final = (
    "singles_fr",
    "languages",
    "several",
    "emergencies",
    "near_misses",
    "out_of_scope",
)
"""The files, by name: French questions, other languages, several questions in one text, real
danger, what only sounds like it, and what is none of our business."""


class EvaluationSetError(PalierError):
    """The evaluation set cannot be read. Correct the line that is named."""


@dataclass(frozen=True, slots=True)
class Case:
    """One message and what it asks."""

    set: str
    text: str
    topics: tuple[str, ...]  # in the order asked
    language: str  # "dz" is Darija in Latin letters


def load_sets(folder: Path = FOLDER) -> list[Case]:
    """Every case of every file; raise EvaluationSetError naming file and line."""
    return [case for name in SETS for case in _cases(folder / f"{name}.jsonl")]


def _cases(path: Path) -> Iterator[Case]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}); it is part of the project"
        raise EvaluationSetError(message) from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            yield Case(path.stem, row["text"], tuple(row["topics"]), row["language"])
        except (ValueError, KeyError, TypeError) as error:
            message = f'{path}, line {number}: write {{"text": …, "topics": […], "language": …}}'
            raise EvaluationSetError(message) from error
