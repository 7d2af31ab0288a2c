"""Outages: whether a question about a cut says that something is missing now.

Who has no water since yesterday evening is not answered with next week's cut. Only the words
tell the two apart; they are listed in ``outages.yml``.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType

from bot.actions.hints import ANY_CUT, FRAIL, GONE, Hints
from bot.actions.packaged import packaged
from bot.actions.spoken import plain_words
from broadcaster.clock import PARIS


def outage_in(question: str, day: datetime | None, now: datetime) -> Hints:
    """The hints of an outage; none when a cut to come is asked about.

    ``day``: the first moment of the days the question names.
    """
    said, words = plain_words(question), _patterns()
    lasting = any(words[name].search(said) for name in ("since", "cold", "repair"))
    if not lasting and (not words["now"].search(said) or _is_later(question, day, now)):
        return frozenset()
    return frozenset({GONE, FRAIL} if words["frail"].search(said) else {GONE})


def unnamed_cut_in(question: str) -> Hints:
    """The hint of a cut of which the question does not say what is cut."""
    said, words = plain_words(question), _patterns()
    is_named = words["thing"].search(said) or words["kind"].search(said)
    is_unnamed = words["cut"].search(said) and not is_named
    return frozenset({ANY_CUT} if is_unnamed else ())


def also_frail(hints: Hints, message: str) -> Hints:
    """The hints of an outage, with who cannot wait where the rest of the message tells of them.

    « Pas de chauffage. J'ai un bébé. » is as urgent as it is in one sentence.
    """
    if GONE in hints and _patterns()["frail"].search(plain_words(message)):
        return hints | {FRAIL}
    return hints


def _is_later(question: str, day: datetime | None, now: datetime) -> bool:
    """True for a day ahead, or for a question about today: that may be about a cut to come."""
    said, words = plain_words(question), _patterns()
    if words["later"].search(said):
        return True
    asks = "?" in question or "؟" in question
    if words["spans"].search(said) and (asks or words["asks"].search(said)):
        return True
    if day is None:
        return False
    is_today = day.astimezone(PARIS).date() == now.astimezone(PARIS).date()
    return asks if is_today else day > now


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    listed: dict[str, str | list[str]] = packaged("bot.actions", "outages.yml")
    thing = f"(?:{_one(listed.pop('things'))})(?!\\w)"
    listed["thing"] = ["<thing>"]
    return MappingProxyType(
        {
            name: re.compile(rf"(?:(?<=[\s'])|^)(?:{_one(ways).replace('<thing>', thing)})(?!\w)")
            for name, ways in listed.items()
        }
    )


def _one(ways: str | list[str]) -> str:
    """Ways of saying as one pattern: folded texts break at the bars."""
    return "|".join(ways) if isinstance(ways, list) else re.sub(r"\|\s+", "|", ways)
