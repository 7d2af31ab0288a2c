"""Which language a text seems to be in: what is not French is not rewritten as French."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from itertools import product

from bot.nlu.spelling.tables import table, word_lists


class Tongue(Enum):
    """How a text may be rewritten."""

    FRENCH = "french"
    DARIJA = "darija"  # Arabic of the Maghreb in Latin letters
    OTHER = "other"  # left as it is


def tongue_of(keys: Iterable[str]) -> Tongue:
    """Weigh the words that only one language has. A text without any counts as French."""
    words = set(keys)
    french, other = len(words & _LISTS["fr"]), len(words & _LISTS["other"])
    unusual = [word for word in words if not (word.isascii() and word.isalpha())]
    other += sum(1 for word in unusual if _FOREIGN_LETTERS.search(word))
    digits = sum(1 for word in unusual if _has_digit_letter(word))
    darija = len(words & _LISTS["darija"]) + digits
    if max(french, darija, other) == 0:
        return Tongue.OTHER if _is_not_latin(words) else Tongue.FRENCH
    if darija > french and darija >= other:
        return Tongue.DARIJA
    return Tongue.FRENCH if french >= other else Tongue.OTHER


def _has_digit_letter(word: str) -> bool:
    """True for « 3lach », « n9der »: an Arabic letter written as a digit among others."""
    inside = {"3", "7", "9"} & set(word[:-1])
    return bool(inside) and word.isalnum() and sum(map(str.isalpha, word)) >= 2 and _mixed(word)


def _mixed(word: str) -> bool:
    """False for numbers with a unit: « 3eme », « 7h30 », « 9e »."""
    head = word.lstrip("0123456789")
    first_digits = len(word) - len(head)
    if first_digits == 1 and word[0] in "379":
        return not _is_unit(head)
    return first_digits == 0 and not word[1:].isdigit()


def _is_unit(head: str) -> bool:
    units = {"h", "e", "em", "eme", "er", "ieme", "mois", "min", "ans", "jours", "jour", "euros"}
    return head in units or (head[0] in "hxj" and head[1:].isdigit())


def _is_not_latin(words: Iterable[str]) -> bool:
    return any(ord(word[0]) > 0x24F for word in words)


def darija_spelling(key: str) -> str | None:
    """Return the one spelling of a word of Darija; None for a word that is not listed."""
    return _DARIJA.get(key)


_FOREIGN_LETTERS = re.compile("[ãõşğıñöüßåø]")
"""Letters that French does not have."""


def _spellings() -> dict[str, str]:
    """Every way to type the listed words; a way that two words share names neither."""
    found: dict[str, set[str]] = {}
    for word, others in table("darija").items():
        for spelling in {word, *others.split()}:
            for variant in _variants(spelling):
                found.setdefault(variant, set()).add(word)
    return {typed: min(words) for typed, words in found.items() if len(words) == 1}


_LETTERS = {"9": ("9", "q", "k"), "3": ("3", "a", "aa"), "7": ("7", "h"), "2": ("2",)}


def _variants(word: str) -> Iterable[str]:
    """Yield a word with each of its digits as the letters they stand for, and ch as sh."""
    for letters in product(*(_LETTERS.get(letter, (letter,)) for letter in word)):
        variant = "".join(letters)
        yield variant
        yield variant.replace("ch", "sh")


_LISTS = {
    kind: frozenset(word for word in words if not word.endswith("_"))
    for kind, words in word_lists("tongues").items()
}
_DARIJA = _spellings()
