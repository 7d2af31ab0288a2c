"""The words of the normaliser: data, in the JSON files beside this module."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from bot.nlu.folding import fold

Table = dict[str, str]


def table(name: str) -> Table:
    """Return one file's entries: what is meant → the ways it is typed, apart by spaces or ``|``."""
    read: dict[str, str | list[str]] = json.loads(
        Path(__file__).with_name(f"{name}.json").read_text("utf-8")
    )
    return {
        plain: ways if isinstance(ways, str) else " ".join(ways) for plain, ways in read.items()
    }


def by_spelling(name: str) -> Table:
    """Return one file turned round: a way of typing → what is meant."""
    return {typed: plain for plain, ways in table(name).items() for typed in ways.split()}


def word_lists(name: str) -> dict[str, frozenset[str]]:
    """Return one file's lists of words."""
    return {kind: frozenset(words.split()) for kind, words in table(name).items()}


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """Return one word without case and accents. Kept: tenants use few words."""
    return word.lower() if word.isascii() else fold(word)
