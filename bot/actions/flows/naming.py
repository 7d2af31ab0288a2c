"""Naming: answers that name a thing or a flat and tell nothing else, by ``naming.yml``.

« La prise électrique de la cuisine » is a danger to a classifier that has only seen it beside
sparks. Where a question of ours waits, it is what was asked for: every word of it is a thing, a
place or a joint, and none of danger.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from bot.actions.flows import words
from bot.actions.packaged import packaged
from bot.actions.spoken import pattern_of, plain_words

LONGEST = 9
"""Words of the longest text that only names something."""

LONGEST_NAME = 4
"""The same of a person's name with its title: « Madame Petit »."""

_PICTURE = re.compile(r"[^\w\s.,;:!'’()\"«»/+°-]")
"""« 🚑 5e droite » says more than its words."""

_NUMBER = re.compile(r"\d{1,4}(?:er|ere|e|eme|em|nd|th|st|rd|h)?|[a-h]|[a-h]\d{1,3}")


def only_names(text: str) -> bool:
    """True for « une prise électrique », « elle est au 101 »: no question, no danger."""
    said = plain_words(text)
    listed = _listed_words(text)
    if not listed or len(listed) > LONGEST or words.asks(text) or _PICTURE.search(text):
        return False
    return _names_thing(said, listed) or _tells_flat(listed)


def tells_flat(text: str) -> bool:
    """True for a flat or a floor and nothing else: « elle est au 101 »; not for a bare « 2 »."""
    listed = _listed_words(text)
    return 1 < len(listed) <= LONGEST and _tells_flat(listed)


def things_named(text: str) -> frozenset[str]:
    """The things a text names, as they are compared."""
    return frozenset(word for word in _listed_words(text) if _is_thing(word))


def names_somebody(text: str) -> bool:
    """True for a person's name and nothing else: « Madame Petit »."""
    said = plain_words(text).split()
    if not 1 < len(said) <= LONGEST_NAME or not _pattern("titles").fullmatch(said[0]):
        return False
    return not any(_pattern("no_names").match(word) for word in said[1:])


def _listed_words(text: str) -> Sequence[str]:
    return plain_words(text).replace("'", "' ").split()


def _names_thing(said: str, listed: Sequence[str]) -> bool:
    is_wet = _pattern("wet").search(said)
    if is_wet and (_pattern("current").search(said) or _pattern("everywhere").search(said)):
        return False
    things = [word for word in listed if _is_thing(word)]
    rest = (word for word in listed if word not in things)
    return bool(things) and all(_pattern("around").fullmatch(word) for word in rest)


def _is_thing(word: str) -> bool:
    return any(pattern.match(word) for pattern in (_pattern("things"), _told_things()))


def _tells_flat(listed: Sequence[str]) -> bool:
    numbers = [word for word in listed if _NUMBER.fullmatch(word)]
    rest = (word for word in listed if word not in numbers)
    return any(word[0].isdigit() for word in numbers) and all(map(_is_of_dwelling, rest))


def _is_of_dwelling(word: str) -> bool:
    return bool(_pattern("dwelling").match(word) or _pattern("around").fullmatch(word))


@cache
def _told_things() -> re.Pattern[str]:
    """The things, rooms and trades that answer questions of ours."""
    known = (words.told_by(name) for name in ("what", "where", "trade"))
    return pattern_of([word for listed in known for word in listed if " " not in word])


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return pattern_of(_listed()[group])


@cache
def _listed() -> Mapping[str, Sequence[str]]:
    return MappingProxyType(packaged("bot.actions.flows", "naming.yml"))
