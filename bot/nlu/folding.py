"""Texts made comparable: lower case, no accents, typographic marks made plain."""

from __future__ import annotations

import unicodedata

_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
    | {"œ": "oe", "Œ": "OE", "æ": "ae", "…": "...", "–": "-", "—": "-"}
)


def plain_marks(text: str) -> str:
    """Return the text in NFC with typographic quotes, dashes and ligatures written plainly."""
    return unicodedata.normalize("NFC", text).translate(_MARKS)


def fold(text: str) -> str:
    """Return the text in lower case without Latin accents; Arabic loses its vowel signs only."""
    # The Turkish dotless ı has no accent to lose; it is read as i.
    decomposed = unicodedata.normalize("NFD", plain_marks(text).lower().replace("ı", "i"))
    kept = (character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", "".join(kept))


def plain_letters(text: str) -> str:
    """Return the text letter by letter without case and accents, of the same length.

    A place in what is returned is the same place in the text. Arabic figures become our own.
    """
    return "".join(_plain_letter(character) for character in text)


def _plain_letter(character: str) -> str:
    if character in "’‘ʼ`´":
        return "'"
    base = unicodedata.normalize("NFD", character.lower())[0]
    figure = _ARABIC_FIGURES.find(base)
    return str(figure) if figure >= 0 else "i" if base == "ı" else base


_ARABIC_FIGURES = "٠١٢٣٤٥٦٧٨٩"
