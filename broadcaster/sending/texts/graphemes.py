"""What a reader sees as one character: emoji families, flags, letters with their marks.

The rules are those of Unicode Standard Annex 29 (extended grapheme clusters) that a text
message can meet; a segment border must not fall inside a cluster.
"""

import unicodedata
from collections.abc import Iterator

JOINER = "\u200d"
_EXTENDING = {"\u200c", JOINER, "\u0e33", "\u0eb3", "\uff9e", "\uff9f"}
_MARKS = {"Mn", "Me", "Mc"}
_HANGUL_SYLLABLE_COUNT, _HANGUL_TAILS = 11172, 28


def clusters(text: str) -> Iterator[str]:
    """Cut a text into what a reader sees as single characters."""
    current = ""
    for char in text:
        if current and not _joins(current, char):
            yield current
            current = ""
        current += char
    if current:
        yield current


def _joins(cluster: str, char: str) -> bool:
    """Tell whether the character belongs to the cluster before it (UAX 29, GB3 to GB13)."""
    last = cluster[-1]
    if _is_control(last) or _is_control(char):
        return last == "\r" and char == "\n"
    if _extends(char):
        return True
    if _is_regional(char):
        # Two regional letters make a flag; a third one begins the next.
        return cluster == last and _is_regional(last)
    if last == JOINER:
        return _is_picture(char) and _is_picture(cluster[0])
    return _hangul_joins(last, char)


def _is_control(char: str) -> bool:
    if unicodedata.category(char) in {"Cc", "Zl", "Zp"}:
        return True
    return char in {"\u200b", "\ufeff", "\u200e", "\u200f", "\xad"}


def _extends(char: str) -> bool:
    if char in _EXTENDING or unicodedata.category(char) in _MARKS:
        return True
    return "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_picture(char: str) -> bool:
    return unicodedata.category(char) == "So" or char in {"\u203c", "\u2049", "\u2194"}


def _hangul_joins(last: str, char: str) -> bool:
    before, after = _hangul_kind(last), _hangul_kind(char)
    if before == "L":
        return after in {"L", "V", "LV", "LVT"}
    if before in {"V", "LV"}:
        return after in {"V", "T"}
    return before in {"T", "LVT"} and after == "T"


def _hangul_kind(char: str) -> str | None:
    code = ord(char)
    for first, last, kind in ((0x1100, 0x115F, "L"), (0x1160, 0x11A7, "V"), (0x11A8, 0x11FF, "T")):
        if first <= code <= last:
            return kind
    offset = code - 0xAC00
    if 0 <= offset < _HANGUL_SYLLABLE_COUNT:
        return "LV" if offset % _HANGUL_TAILS == 0 else "LVT"
    return None
