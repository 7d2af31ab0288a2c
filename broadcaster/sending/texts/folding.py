"""Folding: a text made plainer where that loses nothing, or where it saves a segment.

Signs are always made plain: a telephone shows ’ and ' alike, but one ’ makes a whole SMS UCS-2.
Letters (ê, ç, œ, À…) are changed only when the message needs fewer segments for it, and the
writer is shown which.
"""

import re
import unicodedata

from broadcaster.sending.texts.segments import GSM, measure

_PLAIN = {
    **dict.fromkeys("‘’‚‛ʼ′‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−•", "-"),
    **dict.fromkeys("\t\xa0\u2000\u2001\u2002\u2003\u2004\u2005", " "),
    **dict.fromkeys("\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **dict.fromkeys("\r\u2028\u2029\x0b\x0c\x85", "\n"),
    **dict.fromkeys("\xad\u200b\u2060\ufeff", ""),
    # Overrides of direction: with them a text could be shown otherwise than it reads.
    **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
    "…": "...",
    "→": "->",
    "←": "<-",
    "⇒": "=>",
}
_PLAIN_TABLE = str.maketrans(_PLAIN)
_UNSENDABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls (Unicode's Cc) but the line end, and halves of a character (Cs)."""

_TO_FOLD = re.compile(f"[{re.escape(''.join(_PLAIN))}]|{_UNSENDABLE.pattern}")
"""What makes a text worth folding: most have none of it, and there may be 100,000 of them."""

_SPACE = r"[ \u00a0\u202f\u2009]"
_QUOTE_SPACES = re.compile(f"(?<=«){_SPACE}+|{_SPACE}+(?=»)")


def fold_typography(text: str) -> str:
    """Replace typographic signs by the plain ones of a telephone, in composed form (NFC).

    ``« Ici »`` becomes ``"Ici"``, ``l’eau`` becomes ``l'eau``. No letter is changed, so nothing
    is lost for the reader. Invisible controls (NUL…), which neither a telephone nor the database
    takes, are dropped.
    """
    if not _TO_FOLD.search(text):
        return unicodedata.normalize("NFC", text)
    unspaced = _QUOTE_SPACES.sub("", text.replace("\r\n", "\n"))
    return unicodedata.normalize("NFC", _UNSENDABLE.sub("", unspaced.translate(_PLAIN_TABLE)))


_LIGATURES = {"œ": "oe", "Œ": "OE", "ĳ": "ij", "Ĳ": "IJ", "ı": "i", "ł": "l", "Ł": "L"}
"""Letters that are no base letter with a mark."""


def fold_letters(text: str) -> str:
    """Replace the letters GSM-7 lacks by the nearest it has: « fenêtre » becomes « fenetre ».

    A letter without such a neighbour (Arabic, Greek small letters…) stays as it is: nothing is
    ever replaced by a question mark.
    """
    for char in set(text) - GSM:
        text = text.replace(char, _folded_letter(char))
    return text


def _folded_letter(char: str) -> str:
    if char in GSM or not char.isalpha():
        return char
    if char in _LIGATURES:
        return _LIGATURES[char]
    base = unicodedata.normalize("NFD", char)[0]
    return base if base in GSM else char


def as_sent(text: str) -> str:
    """The text as it leaves: signs made plain, and letters where that saves a segment."""
    plain = fold_typography(text)
    folded = fold_letters(plain)
    if folded == plain:
        return plain
    return folded if measure(folded).segments < measure(plain).segments else plain


def changed_letters(text: str) -> tuple[tuple[str, str], ...]:
    """The letters ``as_sent`` changes in a text, each once, with what they become."""
    plain = fold_typography(text)
    if as_sent(text) == plain:
        return ()
    pairs = {char: _folded_letter(char) for char in plain}
    return tuple((char, folded) for char, folded in pairs.items() if folded != char)
