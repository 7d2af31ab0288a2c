"""The text of a broadcast: what may stand in braces, and filling it in for one household."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from broadcaster import french
from broadcaster.campaigns.refusals import (
    EmptyTextError,
    MilestoneNeededError,
    TextTooLongError,
    UnknownPlaceholderError,
)
from broadcaster.sending.texts.folding import as_sent
from broadcaster.works.models import Milestone

LONGEST_SMS: Final = 1600
"""Characters Twilio takes in one message (error 21617 beyond)."""

WIDEST_HOME: Final = {"nom": 120, "batiment": 40, "escalier": 40, "appartement": 20}
"""What may be filled in about a household, with its longest value (the columns' lengths)."""

ABOUT_MILESTONE: Final = ("travaux", "quand")
"""What may be filled in about the milestone of the broadcast: its title and its window."""

ALLOWED: Final = (*WIDEST_HOME, *ABOUT_MILESTONE)

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Invisible signs that reorder what is read (Unicode UAX 9): a text could say what it hides."""


def placeholders(body: str) -> tuple[str, ...]:
    """The placeholders of a text, each once; case and accents do not matter.

    Raises UnknownPlaceholderError for any other word in braces, and for a lone brace.
    """
    names = {match[0]: _plain_name(match[1]) for match in _IN_BRACES.finditer(body)}
    for written, name in names.items():
        if name not in ALLOWED:
            _refuse(written)
    lone = re.search(r".{0,12}[{}].{0,12}", _IN_BRACES.sub("", body), re.DOTALL)
    if lone:
        _refuse(lone[0])
    return tuple(dict.fromkeys(names.values()))


def _refuse(written: str) -> None:
    allowed = ", ".join(f"{{{name}}}" for name in ALLOWED)
    raise UnknownPlaceholderError(written=written, allowed=allowed)


def _plain_name(written: str) -> str:
    decomposed = unicodedata.normalize("NFD", written.strip().casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text as it leaves: placeholders filled in once, then folded (``as_sent``).

    Raises UnknownPlaceholderError when a placeholder has no value.
    """
    return as_sent(fill_in(body, values)).strip()


def fill_in(body: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in once, as it was written otherwise.

    What is filled in is not read again: braces in it stay braces. Signs that reorder what is
    read are dropped.

    Raises UnknownPlaceholderError when a placeholder has no value.
    """

    def value(match: re.Match[str]) -> str:
        name = _plain_name(match[1])
        if name not in values:
            _refuse(match[0])
        return values[name]

    return _IN_BRACES.sub(value, body).translate(_DIRECTIONS).strip()


def milestone_values(milestone: Milestone | None) -> dict[str, str]:
    """What a text may say of the milestone: ``travaux`` and ``quand``; nothing without one."""
    if milestone is None:
        return {}
    when = french.span(milestone.starts_at, milestone.ends_at)
    # « aout » is right since the spelling reform of 1990, and û would make the SMS UCS-2.
    return {"travaux": milestone.title, "quand": when.replace("août", "aout")}


def check_text(body: str, milestone: Milestone | None) -> None:
    """Refuse a text that cannot be sent: empty, too long once filled, or not fillable."""
    about = milestone_values(milestone)
    for name in placeholders(body):
        if name in ABOUT_MILESTONE and milestone is None:
            raise MilestoneNeededError(written=f"{{{name}}}")
    widest = {name: "n" * width for name, width in WIDEST_HOME.items()} | about
    length = len(fill(body, widest))
    if not fill(body, dict.fromkeys(ALLOWED, "")):
        raise EmptyTextError
    if length > LONGEST_SMS:
        raise TextTooLongError(length=length, limit=LONGEST_SMS)
