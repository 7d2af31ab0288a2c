"""Checking: a text that cannot be sent is refused before anything is planned."""

from typing import Final

from broadcaster.campaigns.refusals import (
    EmptyTextError,
    MilestoneNeededError,
    OnlyWordsToFillError,
    TextTooLongError,
)
from broadcaster.campaigns.texts.filling import milestone_values
from broadcaster.campaigns.texts.templates import (
    ABOUT_MILESTONE,
    WEEK,
    WIDEST_HOME,
    WIDEST_WEEK,
    Placeholder,
    template_of,
)
from broadcaster.sending.texts.folding import as_sent
from broadcaster.works.models import Milestone

LONGEST_SMS: Final = 1600
"""Characters Twilio takes in one message (error 21617 beyond)."""


def check_text(body: str, milestone: Milestone | None) -> None:
    """Refuse a text that cannot be sent: empty, too long once filled, or not fillable."""
    template = template_of(body)
    for place in template.placeholders:
        if place.name in ABOUT_MILESTONE and place.default is None and milestone is None:
            raise MilestoneNeededError(written=f"{{{place.name}}}")
    if not as_sent(template.filled_by(lambda _place: "")).strip():
        raise OnlyWordsToFillError if template.placeholders else EmptyTextError
    widest = {name: "n" * width for name, width in WIDEST_HOME.items()}
    widest |= milestone_values(milestone) | {WEEK: "n" * WIDEST_WEEK}

    def longest(place: Placeholder) -> str:
        return max(place.default or "", widest.get(place.name, ""), key=len)

    length = len(as_sent(template.filled_by(longest)).strip())
    if length > LONGEST_SMS:
        raise TextTooLongError(length=length, limit=LONGEST_SMS)
