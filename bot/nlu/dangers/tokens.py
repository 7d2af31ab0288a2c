"""A text as words with their places; a mark between two words puts them further apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.dangers.spelling import arabic_plain
from bot.nlu.folding import fold

LONGEST_TEXT = 12_000
"""Characters read at most: nobody in danger writes more, and hostile texts are longer."""
_PIECE = re.compile(r"[^\W_]+|[.!?\n]+|[,;:()]|[\U0001f300-\U0001faff\u2600-\u27bf]")
_STOP, _COMMA = 3, 1
WINDOW, OVERLAP = 60, 24
"""Words looked at together, and those that two such stretches share."""
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, folded, and the place of each."""

    words: tuple[str, ...]
    places: tuple[int, ...]

    def windows(self) -> Iterator[Tokens]:
        """The text in stretches that overlap, so that a long one costs no more than its length."""
        for start in range(0, max(len(self.words) - OVERLAP, 1), WINDOW - OVERLAP):
            end = start + WINDOW
            yield Tokens(self.words[start:end], self.places[start:end])


def tokens_of(text: str) -> Tokens:
    """Read a text."""
    words: list[str] = []
    places: list[int] = []
    place = 0
    for piece in _PIECE.findall(arabic_plain(_ELONGATED.sub(r"\1", fold(text[:LONGEST_TEXT])))):
        if piece[0] in ".!?\n":
            place += _STOP
        elif piece[0] in ",;:()":
            place += _COMMA
        elif words[-2:] != [piece, piece]:  # « gaz gaz gaz gaz » says no more than twice
            words.append(piece)
            places.append(place)
            place += 1
    return Tokens(tuple(words), tuple(places))


def is_shouted(text: str) -> bool:
    """True for « !! », « svpppp » and capitals."""
    text = text[:LONGEST_TEXT]
    return "!!" in text or bool(_ELONGATED.search(text)) or (text.isupper() and len(text) > 2)
