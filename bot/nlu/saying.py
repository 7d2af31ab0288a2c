"""Whether a text says anything at all: « xxxxxxxx » and « ?!? » have no topic."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_WORD = 60
"""Letters of a word nobody writes: something lay on the keys."""


def says_something(text: str) -> bool:
    """Return whether one word of a text could mean something.

    A number could (« 3 »), and so could two different letters (« ok ») or a Chinese sign; one
    letter, however often it is repeated, could not.
    """
    words = re.findall(r"\w+", text)
    return any(_could_mean(word) for word in words if len(word) <= _LONGEST_WORD)


def _could_mean(word: str) -> bool:
    letters = {_plain(character) for character in word if character.isalnum()}
    is_whole = any(letter.isdigit() or "\u4e00" <= letter <= "\u9fff" for letter in letters)
    return len(letters) > 1 or is_whole


def _plain(character: str) -> str:
    return unicodedata.normalize("NFD", character.casefold())[0]
