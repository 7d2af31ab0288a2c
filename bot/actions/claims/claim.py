"""A claim, and its short text that waits among the hints: « ?over », « ?ends back 14:00 »."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Self

from bot.actions.wanted import CLAIM_MARK
from bot.nlu.dates.durations import Duration


class Aspect(StrEnum):
    """What is claimed of a day, an hour or a length of time."""

    ON = "on"  # « c'est jeudi ? »
    BEGINS = "begins"
    ENDS = "ends"  # « ça finit jeudi ? »: then, neither before nor after
    OVER = "over"  # « c'est fini jeudi ? »: then at the latest
    UNTIL = "until"
    LASTS = "lasts"
    HOW_LONG = "length"  # nothing is claimed: how long is asked


ENDING = frozenset({Aspect.ENDS, Aspect.OVER, Aspect.UNTIL})


@dataclass(frozen=True, slots=True)
class Claim:
    """What a question takes to be so; the days it names are a hint of their own."""

    aspect: Aspect | None = None  # None: as the topic has it
    event: bool = False  # the cut itself is spoken of
    back: bool = False  # what was cut is there again
    before: bool = False  # « avant jeudi »
    left: bool = False  # « encore 2 semaines »: from now
    mine: bool = False  # « ma salle de bain »: of one flat
    apart: bool = False  # of another thing than the works: a visit, a cut
    span: bool = False  # « du 7 au 11 »: these days and no others
    hour: time | None = None  # said without a day, or apart from it
    duration: Duration | None = None

    @property
    def is_of_end(self) -> bool:
        """True when it is about when something ends."""
        return self.aspect in ENDING or (self.left and self.duration is not None)

    @property
    def hint(self) -> str:
        """The claim among hints."""
        flags = [name for name in FLAGS if getattr(self, name)]
        hour = [self.hour.strftime("%H:%M")] if self.hour else []
        length = [self.duration.as_text()] if self.duration else []
        return CLAIM_MARK + " ".join([self.aspect or "", *hour, *length, *flags])

    @classmethod
    def from_hint(cls, hint: str) -> Self:
        """Read what ``hint`` wrote; raise ValueError for anything else."""
        aspect, *more = hint.removeprefix(CLAIM_MARK).split(" ")
        hours = [time.fromisoformat(word) for word in more if ":" in word]
        lengths = [
            Duration.from_text(word) for word in more if word[0].isdigit() and ":" not in word
        ]
        return cls(
            Aspect(aspect) if aspect else None,
            **{name: name in more for name in FLAGS},
            hour=next(iter(hours), None),
            duration=next(iter(lengths), None),
        )


SAID = ("event", "back", "before", "left", "mine", "apart")
"""What a list of words tells."""

FLAGS = (*SAID, "span")


def claim_of(hints: Iterable[str]) -> Claim | None:
    """The claim among hints; None when nothing is claimed."""
    hint = next((hint for hint in hints if hint.startswith(CLAIM_MARK)), None)
    return Claim.from_hint(hint) if hint else None
