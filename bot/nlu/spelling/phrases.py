"""Expressions of several words, and marks that a telephone took down as words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from bot.nlu.spelling.tables import folded, table
from bot.nlu.spelling.tokens import Token

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def with_phrases(tokens: Sequence[Token], phrases: Phrases | None = None) -> list[Token]:
    """Return the tokens with each listed expression (French ones) as one settled token."""
    listed = FRENCH if phrases is None else phrases
    done: list[Token] = []
    place = 0
    while place < len(tokens):
        found = _found(tokens, place, listed)
        if found is None:
            done.append(tokens[place])
            place += 1
            continue
        last, plain = found
        written = "".join(token.written for token in tokens[place : last + 1])
        done.append(_settled(written, plain))
        place = last + 1
    return done


def _settled(written: str, plain: str) -> Token:
    if not plain[0].isalnum():
        return Token(written, plain, "", settled=True)
    return Token(written, plain, folded(plain), settled=True)


def _found(tokens: Sequence[Token], place: int, phrases: Phrases) -> tuple[int, str] | None:
    """Return where the longest expression that begins here ends, and what it means."""
    for rest, plain in phrases.get(tokens[place].key, ()):
        last = _end(tokens, place, rest)
        if last is not None and not _is_said(tokens, place, last, plain):
            return last, plain
    return None


def _end(tokens: Sequence[Token], place: int, rest: tuple[str, ...]) -> int | None:
    """Return the place of the last word of an expression; only blanks may stand between."""
    for word in rest:
        place += 1
        if place < len(tokens) and tokens[place].plain == " ":
            place += 1
        if place >= len(tokens) or tokens[place].key != word:
            return None
    # « y a-t-il »: what a hyphen goes on with is another expression.
    goes_on = place + 1 < len(tokens) and tokens[place + 1].plain == "-"
    return None if goes_on else place


def _is_said(tokens: Sequence[Token], place: int, last: int, plain: str) -> bool:
    """True where words for a mark are meant as words: « 2 virgule 5 », « à la ligne 3 »."""
    if plain[0].isalnum():
        return False
    before = next((t for t in reversed(tokens[:place]) if t.plain.strip()), None)
    after = next((t for t in tokens[last + 1 :] if t.plain.strip()), None)
    number_after = after is not None and (after.key[:1].isdigit() or after.key in _OF)
    return number_after or before is None


_OF = frozenset({"de", "du", "d'", "des", "internet", "telephonique", "fixe"})


def _alternatives(pattern: str) -> Iterator[tuple[str, ...]]:
    """Yield each expression that « kan/quand es/est ke » stands for."""
    yield from product(*(word.split("/") for word in pattern.split()))


def _listed(*names: str) -> Phrases:
    """Return the expressions of some files by their first word, the longest first."""
    listed: Phrases = {}
    for name in names:
        for plain, patterns in table(name).items():
            for pattern in patterns.split("|"):
                for words in _alternatives(pattern):
                    first, *rest = map(folded, words)
                    listed.setdefault(first, []).append((tuple(rest), plain))
    for found in listed.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return listed


FRENCH = _listed("phrases", "dictation")
DARIJA = _listed("phrases_darija")
