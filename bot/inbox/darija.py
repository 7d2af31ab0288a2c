"""Darija in Latin letters: Maghrebi Arabic as telephones type it (« 3lach makach lma »)."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from bot.actions.packaged import packaged
from bot.nlu.folding import fold

_DIGIT_LETTERS = re.compile(r"\b(?=\w*[a-z]{2})[a-z]*[379][a-z]+\w*\b|\b[a-z]{2,}[379][a-z]*\b")
"""Words with a digit for a letter: 3 is ع, 7 is ح, 9 is ق."""

_NO_LETTER = re.compile(
    r"\d+ ?(?:e|er|eme|ieme|h|hr|hrs|heures?|m|min|mn|km|kg|an|ans|euro?s?|p|pieces?)\b"
)
"""« 3e », « 7h30 », « 9eme »: digits that are digits."""

_NEGATED = re.compile(r"\bma ?[a-z0-9]{3,}ch\b")
"""« ma yji-ch » is « he does not come »."""

ENOUGH = 2


def is_darija(text: str) -> bool:
    """True when a text in Latin letters is Arabic."""
    folded = fold(text)
    words = set(re.findall(r"[a-z0-9]+", folded))
    strong, weak = words & _words()["strong"], words & _words()["weak"]
    typed = set(_DIGIT_LETTERS.findall(_NO_LETTER.sub(" ", folded))) - strong
    score = 2 * len(strong) + len(weak) + len(typed) + len(_NEGATED.findall(folded))
    return score >= ENOUGH and 3 * score >= len(words)


@cache
def _words() -> Mapping[str, frozenset[str]]:
    listed: dict[str, str] = packaged("bot.inbox", "darija.yml")
    return MappingProxyType({kind: frozenset(words.split()) for kind, words in listed.items()})
