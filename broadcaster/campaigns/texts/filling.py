"""Filling in: the text one household reads."""

import re
from collections.abc import Mapping

from broadcaster import french
from broadcaster.campaigns.texts.templates import WHEN, template_of
from broadcaster.sending.texts.folding import as_sent
from broadcaster.works.models import Milestone

_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Invisible signs that reorder what is read (Unicode UAX 9): a text could say what it hides."""


def placeholders(body: str) -> tuple[str, ...]:
    """The placeholders of a text, each once; raise as ``template_of`` does."""
    return tuple(dict.fromkeys(place.name for place in template_of(body).placeholders))


def tells_when(body: str) -> bool:
    """True when a text says when the milestone takes place: it is wrong once that moves."""
    return WHEN in placeholders(body)


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text as it leaves: placeholders filled in once, then folded (``as_sent``).

    Raises UnknownPlaceholderError when a placeholder has neither value nor default.
    """
    return as_sent(template_of(body).filled(values)).strip()


def fill_in(body: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in once, as it was written otherwise.

    Signs that reorder what is read are dropped. Raises as ``fill`` does.
    """
    return _DIRECTIONS.sub("", template_of(body).filled(values)).strip()


def milestone_values(milestone: Milestone | None) -> dict[str, str]:
    """What a text may say of the milestone: ``travaux`` and ``quand``; nothing without one."""
    if milestone is None:
        return {}
    when = french.span(milestone.starts_at, milestone.ends_at)
    # « aout » is right since the spelling reform of 1990, and û would make the SMS UCS-2.
    return {"travaux": milestone.title, "quand": when.replace("août", "aout")}
