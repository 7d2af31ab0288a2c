"""The words of days, months and hours: ``words.json``, as regular expressions over plain letters.

Letters are compared one by one without case and accents (``plain_letters``), so that a place in
the plain text is the same place in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any  # what the JSON file holds

_LISTED: Mapping[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))


def any_of(name: str) -> str:
    """Return a pattern for any word of a list."""
    found = _LISTED[name]
    return f"(?:{_joined(found.values() if isinstance(found, dict) else found)})"


def numbered(name: str) -> list[re.Pattern[str]]:
    """Return one pattern for each entry of a list: the weekdays from Monday, the months."""
    return [re.compile(rf"(?:{entry})") for entry in _LISTED[name]]


def named(name: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a list by their names."""
    return {key: re.compile(rf"(?:{entry})") for key, entry in _LISTED[name].items()}


def which(patterns: Sequence[re.Pattern[str]], word: str) -> int:
    """Return the number of the first pattern that a word is."""
    return next(place for place, one in enumerate(patterns) if one.fullmatch(word))


def called(patterns: Mapping[str, re.Pattern[str]], word: str) -> str:
    """Return the name of the first pattern that a word is."""
    return next(name for name, one in patterns.items() if one.fullmatch(word))


def _joined(entries: Any) -> str:  # a list or a string of the JSON file
    words = [entries] if isinstance(entries, str) else list(entries)
    # Longer words first: « sept » must not hide « septembre ».
    parts = [part for entry in words for part in _parts(entry)]
    return "|".join(sorted(parts, key=len, reverse=True))


def _parts(entry: str) -> list[str]:
    """Return the alternatives of an entry, apart at the bars outside brackets."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(entry):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "|" and depth == 0:
            parts.append(entry[start:place])
            start = place + 1
    return [*parts, entry[start:]]
