"""A text as tokens: what stood there, and what is read instead."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from bot.nlu.folding import plain_marks
from bot.nlu.spelling.tables import folded

_ACCENTS = r"\u0300-\u036f\u064b-\u065f\u0670"
_QUOTES = "'’‘ʼ`´"
_LETTER = rf"[^\W_][{_ACCENTS}]*"
_ELISION = rf"(?:[cdjlmnsty]|qu|jusqu|lorsqu|puisqu)[{_QUOTES}](?={_LETTER})"
_TOKEN = re.compile(
    rf"(?P<elision>{_ELISION})|(?P<word>(?:{_LETTER})+(?:[{_QUOTES}](?:{_LETTER})+)*[{_QUOTES}]?)"
    r"|(?P<space>\s+)|(?P<dots>[.…](?:\s*[.…])*)|(?P<mark>[!?,;:])(?:\s*(?P=mark))*|.",
    re.DOTALL | re.IGNORECASE,
)
_BLANKS = re.compile(r"[^\S\n]+")


class Token(NamedTuple):
    """A piece of a text. All the written pieces together are the text, to the letter."""

    written: str
    plain: str
    key: str = ""  # of a word: its plain form folded; empty for blanks and marks
    settled: bool = False  # an expression or a name: no rule looks at it again

    @property
    def is_word(self) -> bool:
        """Whether it is a word rather than a blank or a mark."""
        return bool(self.key)


_BLANK = Token(" ", " ")


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text, marks and blanks made plain; no word is changed."""
    return [_token(found.lastgroup, found.group()) for found in _TOKEN.finditer(text)]


def _token(kind: str | None, written: str) -> Token:
    if kind in ("word", "elision"):
        plain = written if written.isascii() else plain_marks(written)
        plain = plain.replace("`", "'")
        return Token(written, plain, folded(plain))
    if written == " ":
        return _BLANK
    if kind == "space":
        return Token(written, _BLANKS.sub(" ", written))
    if kind == "dots":
        return Token(written, ".")
    if kind == "mark":
        return Token(written, written[0])
    return Token(written, plain_marks(unicodedata.normalize("NFC", written)))


def trimmed(tokens: list[Token]) -> list[Token]:
    """Return the tokens with nothing read of the blanks at both ends."""
    kept = list(tokens)
    for places in (range(len(kept)), range(len(kept) - 1, -1, -1)):
        for place in places:
            if kept[place].plain.strip():
                break
            kept[place] = Token(kept[place].written, "")
    return kept
