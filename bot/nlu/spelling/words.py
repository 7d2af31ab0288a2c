"""One word as typed → plain French, by lists, by its sound, or as two words run together."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.nlu.spelling.sounds import plain_word
from bot.nlu.spelling.tables import by_spelling, folded, word_lists

LETTERS = {"c": "c'est", "g": "j'ai", "j": "je", "d": "de", "t": "t'es"}
"""Single letters, expanded only where they cannot be the name of a building or a staircase."""

ELIDING = {
    "l": "l'", "d": "d'", "j": "j'", "n": "n'", "m": "m'", "s": "s'", "t": "t'", "c": "c'",
    "qu": "qu'", "jusqu": "jusqu'", "lorsqu": "lorsqu'", "puisqu": "puisqu'", "z": "",
}  # fmt: skip
"""The small words that lose their vowel, as typed → as written; z is only a liaison."""

UNITS = frozenset({"mm", "h", "hr", "m", "pr", "min"})
"""What means something else after a number."""

_ELONGATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_CODES = frozenset({"www", "iii"})
_LISTS = word_lists("context")
_WORDS = {typed: plain for typed, plain in by_spelling("words").items() if typed != plain}


def spelled_out(word: str, previous: str, following: str = "") -> str:
    """Return one word in plain French.

    ``previous``, ``following``: the folded words beside it, if any.
    """
    short = _without_elongation(word)
    key = folded(short)
    if key in LETTERS:
        # "bat C" is a building; "C quand" is "c'est quand".
        named = previous in _LISTS["after_place"] or _is_name(short, previous, following)
        within = previous == "-" or previous[:1].isdigit()
        return short if named or within else LETTERS[key]
    if key in UNITS and previous[-1:].isdigit():
        return short
    return _known(short) or short


@lru_cache(maxsize=8192)
def _known(word: str) -> str | None:
    """Return what a word surely stands for; None for what is not known."""
    key = folded(word)
    return _listed(word) or _of_two(word, key) or plain_word(word)


def _listed(word: str) -> str | None:
    """Return what the list says. With accents it is another word than without."""
    return _WORDS.get(word.lower())


def _is_name(letter: str, previous: str, following: str) -> bool:
    """A capital beside such words names something: « au C », « C escalier 2 », "C staircase 2"."""
    if following in _LISTS["before_place_abroad"]:
        return True
    beside = previous in {"au", "le", "la", "du", "en", "a"} or following in _LISTS["before_place"]
    return letter.isupper() and beside


def _without_elongation(word: str) -> str:
    """Return "svpppp" as "svp"; a run of two is left, French has many."""
    if word.lower() in _CODES or not _ELONGATED_LETTER.search(word):
        return word
    once = _ELONGATED_LETTER.sub(r"\1", word)
    twice = _ELONGATED_LETTER.sub(r"\1\1", word)
    return twice if _is_listed(folded(twice)) else once


def _is_listed(key: str) -> bool:
    return key in _LISTS["elided"] or key in _WORDS


def _of_two(word: str, key: str) -> str | None:
    """Return "jattends" as "j'attends", "jveux" as « je veux »; None for a word that isn't two."""
    if key in _LISTS["whole"] or key in _LISTS["elided"] or len(key) < 3:
        return None
    if key[0] == "j":
        verb = _listed(word[1:]) or word[1:]
        if folded(verb) in _LISTS["verbs_je"]:
            return f"je {verb}"
    for typed, written in ELIDING.items():
        if key.startswith(typed) and (rest := _elided(word[len(typed) :], key[len(typed) :])):
            return written + rest
    return None


def _elided(rest: str, key: str) -> str | None:
    """Return the second of two words run together, spelled out; None when it is none."""
    if not key or key[0] not in "aeiouyh":
        return None
    if key in _LISTS["elided"]:
        return _listed(rest) or plain_word(rest) or rest
    plain = _listed(rest) or plain_word(rest)
    return plain if plain and folded(plain) in _LISTS["elided"] else None
