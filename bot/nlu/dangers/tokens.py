"""A text as words with their places; a mark between two words puts them further apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.dangers.spelling import arabic_plain
from bot.nlu.folding import fold

LONGEST_TEXT = 12_000
"""Characters read at most: nobody in danger writes more, and hostile texts are longer."""
_PIECE = re.compile(r"[^\W_]+|[.!?\n]+|[,;:()]|[\U0001f300-\U0001faff\u2600-\u27bf]")
_STOP, _COMMA = 3, 1
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text, folded, and the place of each."""

    words: tuple[str, ...]
    places: tuple[int, ...]
    shouted: bool  # written in capitals, with « !! », or « svpppp »


def tokens_of(text: str) -> Tokens:
    """Read a text."""
    text = text[:LONGEST_TEXT]
    words: list[str] = []
    places: list[int] = []
    place = 0
    for piece in _PIECE.findall(arabic_plain(_ELONGATED.sub(r"\1", fold(text)))):
        if piece[0] in ".!?\n":
            place += _STOP
        elif piece[0] in ",;:()":
            place += _COMMA
        else:
            words.append(piece)
            places.append(place)
            place += 1
    return Tokens(tuple(words), tuple(places), _shouted(text))


def _shouted(text: str) -> bool:
    return "!!" in text or bool(_ELONGATED.search(text)) or (text.isupper() and len(text) > 2)
