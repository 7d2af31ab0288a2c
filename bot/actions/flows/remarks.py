"""Remarks: what a few words tell beside the answers of a request, by ``words.yml``."""

import re
from functools import cache

from bot.actions.flows import words
from bot.actions.spoken import pattern_of, plain_words

LONGEST = 5
"""Words of the longest text that only goes on: « c'était pour l'échafaudage »."""


def goes_on_first(text: str) -> bool:
    """True for a few words that begin as what only goes on: « depuis lundi », « les ouvriers »."""
    return _begins_short("detail_first", text)


def goes_on_of_somebody(text: str) -> bool:
    """True for a few words about somebody spoken of: « il est sourd »."""
    return _begins_short("of_somebody", text)


def of_noise(text: str) -> bool:
    """True when noise is told of, as a neighbour makes it."""
    return bool(_pattern("noise").search(plain_words(text)))


def of_frailty(text: str) -> bool:
    """True when somebody is ill, old or alone, however little is said of it."""
    groups = ("need_plain", "urgent", "frail")
    patterns = (*map(_pattern, groups), _needs())
    return any(pattern.search(plain_words(text)) for pattern in patterns)


def wants_own_call(text: str) -> bool:
    """True when one's own telephone is to ring: « posso pedir para me ligarem »."""
    return bool(_pattern("call_me").search(plain_words(text)))


def _begins_short(group: str, text: str) -> bool:
    said = plain_words(text)
    return (
        bool(_pattern(group).match(said)) and len(said.split()) <= LONGEST and not words.asks(text)
    )


@cache
def _needs() -> re.Pattern[str]:
    return pattern_of(words.told_by("need"))


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return pattern_of(words.listed(group))
