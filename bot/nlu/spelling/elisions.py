"""Apostrophes left out as a blank: « l eau », « j ai », « qu il »."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.spelling.tables import word_lists
from bot.nlu.spelling.tokens import Token

LETTERS = {"l": "l'", "d": "d'", "j": "j'", "n": "n'", "m": "m'", "s": "s'", "qu": "qu'"}
"""What may have lost its apostrophe, as typed → as written."""

BEFORE_HAS = frozenset({"n", "m"})
"""Of these, those that « a » may follow: « on m a dit ». « l a » is too little to tell."""

_LISTS = word_lists("context")


def with_elisions(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with the apostrophe in place of the blank, where one is surely meant."""
    done: list[Token] = []
    place = 0
    while place < len(tokens):
        if not _is_elided(tokens, place, done):
            done.append(tokens[place])
            place += 1
            continue
        letter, blank = tokens[place : place + 2]
        plain = LETTERS[letter.key]
        done.append(Token(letter.written + blank.written, plain, plain, settled=True))
        place += 2
    return done


def _is_elided(tokens: Sequence[Token], place: int, before: Sequence[Token]) -> bool:
    letter, following = tokens[place], tokens[place + 1 : place + 3]
    if letter.key not in LETTERS or len(following) < 2 or following[0].plain != " ":
        return False
    if letter.plain.isupper() or _names_a_place(before):
        return False
    key = following[1].key
    return key in _LISTS["elided"] or (key == "a" and letter.key in BEFORE_HAS)


def _names_a_place(before: Sequence[Token]) -> bool:
    """True after « bât », « escalier »…: a letter is a name there."""
    last = next((token.key for token in reversed(before) if token.is_word), "")
    return last in _LISTS["after_place"]
