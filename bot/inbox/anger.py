"""Anger: whether a message is written in it. Then a person answers, whatever was asked."""

import re
from functools import cache

from bot.actions.packaged import packaged
from bot.nlu.folding import fold

LONGEST = 1000
"""Characters read."""

ENOUGH_WEAK = 2

SHOUTED = re.compile(r"!{3,}|[🤬😡😠👿💢]")
FEWEST_CAPITALS = 20
"""Letters from which a text all in capitals is shouted; many only have the key locked."""


def is_angry(text: str) -> bool:
    """True when a message is written in anger."""
    read = text[:LONGEST]
    said = " ".join(re.findall(r"\w+", fold(read)))
    if _patterns()["strong"].search(said):
        return True
    weak = len(set(_patterns()["weak"].findall(said)))
    return weak >= ENOUGH_WEAK or (weak > 0 and _is_shouted(read))


def _is_shouted(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    in_capitals = len(letters) >= FEWEST_CAPITALS and "".join(letters).isupper()
    return in_capitals or bool(SHOUTED.search(text))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    listed: dict[str, list[str]] = packaged("bot.inbox", "anger.yml")
    return {kind: _pattern(words) for kind, words in listed.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    parts = [rf"{fold(word[1:])}\b" if word.startswith("=") else fold(word) for word in words]
    return re.compile(rf"\b(?:{'|'.join(parts)})")
