"""The words of claims: ``words.yml``."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.actions.packaged import packaged
from bot.actions.spoken import pattern_of, plain_words

UNSURE, TAGS, END_TAGS = "unsure", "tags", "end_tags"


def asked_words(text: str) -> str:
    """The words of a text that carry its question, without « ou pas », « non ? »."""
    bare = " ".join(_patterns()[TAGS].sub(" ", plain_words(text)).split())
    return re.sub(rf"{_patterns()[END_TAGS].pattern}$", "", bare).strip()


def says(name: str, words: str) -> bool:
    """True when one of a list is among the words."""
    return bool(_patterns()[name].search(words))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    listed: Mapping[str, list[str | list[str]]] = packaged("bot.actions.claims", "words.yml")
    return {name: pattern_of(_flat(words)) for name, words in listed.items()}


def _flat(words: Sequence[str | list[str]]) -> list[str]:
    return [one for part in words for one in ([part] if isinstance(part, str) else part)]
