"""What a message told of its milestone, in words, and whether that still holds."""

from dataclasses import dataclass

from broadcaster.console.rendering import told_in_words
from broadcaster.works.models import Milestone
from broadcaster.works.telling import OVER, truth_of


@dataclass(frozen=True, slots=True)
class Told:
    """The milestone a message is about, and what it said of it."""

    milestone: Milestone
    words: str
    still_holds: bool


def told_of(milestone: Milestone, told: str) -> Told:
    """What a message said of a milestone, against what is true of it today.

    A date that was right stays right once the works are done.
    """
    today = truth_of(milestone)
    return Told(milestone, told_in_words(told), still_holds=today in (told, OVER))
