"""Titles: what a milestone is called to a tenant, in their language where its works are known."""

from bot.actions.hints import NamedWorks, works_titled, works_usual
from bot.actions.wording import capitalised
from broadcaster.answers.dates import FRENCH
from broadcaster.works.models import Milestone


def title_of(milestone: Milestone, language: str) -> str:
    """The title as staff wrote it; in another language, what those works are called there.

    A title that names no works we have a word for stays in French: better than none.
    """
    if language == FRENCH:
        return milestone.title
    works = works_titled(milestone.title, milestone.kind)
    return capitalised(works.label(language)) if works else milestone.title


def works_of(milestone: Milestone) -> NamedWorks | None:
    """The works as tenants name them; None for what has no such name (fences, snagging)."""
    return works_titled(milestone.title, milestone.kind) or works_usual(milestone.kind)
