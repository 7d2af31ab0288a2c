"""SMS French → plain French, word by word; what it does not know it leaves as it is."""

from __future__ import annotations

import re

from bot.nlu.folding import fold, plain_marks
from bot.nlu.sms_words import AFTER_PLACE, ELIDED, ELIDING, LETTERS, PHRASES, WHOLE, WORDS

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?|\s+|.", re.DOTALL)
_ELONGATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_MARK = re.compile(r"([!?.,;:])(?:\s*\1)+")
_PHRASES = tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in PHRASES)
_CODES = frozenset({"www", "iii"})


def normalise(text: str) -> str:
    """Return the text with abbreviations, elongations and merged words written out.

    Meaning is never guessed: an unknown word, a number, another language stay untouched.
    """
    marked = _REPEATED_MARK.sub(r"\1", plain_marks(text))
    for pattern, plain in _PHRASES:
        marked = pattern.sub(plain, marked)
    words: list[str] = []
    for token in _TOKEN.findall(marked):
        words.append(_plain_word(token, _last_word(words)) if token[0].isalnum() else token)
    return re.sub(r"[ \t\r\f\v]+", " ", "".join(words)).strip()


def _last_word(words: list[str]) -> str:
    """Return the folded word before the present one; empty at the start or after a mark."""
    for token in reversed(words):
        if token[0].isalnum():
            return fold(token).rpartition(" ")[2]
        if not token.isspace():
            return ""
    return ""


def _plain_word(word: str, previous: str) -> str:
    """Return one word in plain French."""
    short = _without_elongation(word)
    folded = fold(short)
    if folded in LETTERS:
        # "bat C" is a building; "C quand" is "c'est quand".
        return short if previous in AFTER_PLACE or _is_name(short, previous) else LETTERS[folded]
    known = WORDS.get(short.lower()) or WORDS.get(folded)
    if known:
        return known
    return _unmerged(short, folded) or short


def _is_name(letter: str, previous: str) -> bool:
    """A capital after another word names something: « au C »."""
    return letter.isupper() and previous in {"au", "le", "la", "du", "en", "a"}


def _without_elongation(word: str) -> str:
    """Return "svpppp" as "svp"; a run of two is left, French has many."""
    if word.lower() in _CODES or not _ELONGATED_LETTER.search(word):
        return word
    once = _ELONGATED_LETTER.sub(r"\1", word)
    twice = _ELONGATED_LETTER.sub(r"\1\1", word)
    return twice if fold(twice) in ELIDED or fold(twice) in WORDS else once


def _unmerged(word: str, folded: str) -> str | None:
    """Return "jattends" as "j'attends", or None for a word that isn't two."""
    if folded in WHOLE or folded in ELIDED:
        return None
    for typed, written in ELIDING.items():
        rest = folded[len(typed) :]
        plain = WORDS.get(rest, word[len(typed) :])
        if folded.startswith(typed) and {rest, fold(plain)} & ELIDED and len(folded) > 2:
            return written + plain
    return None
