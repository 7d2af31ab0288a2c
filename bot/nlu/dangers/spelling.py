"""Keys by which badly spelt words are found: by their sound, their consonants, their bare form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

ELIDED = re.compile(r"(?:qu|[ljdmtsnc])(?=[aeiouyh])")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eaux?|aux?(?![aeiouy])", "o"),
        (r"ph", "f"),
        (r"sch|ch", "S"),
        (r"tion", "sjO"),
        (r"c(?=[eiy])|z|ss+", "s"),
        (r"qu|q|ck|c", "k"),
        (r"gu(?=[eiy])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"ou|w", "U"),
        (r"oi|oy", "Ua"),
        (r"(?:ain|ein|in|im|un|yn|ym)(?![aeiouymn])", "I"),
        (r"(?:en|em|an|am)(?![aeiouymn])", "A"),
        (r"(?:on|om)(?![aeiouymn])", "O"),
        (r"ai|ei", "e"),
        (r"y", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)
_SILENT_END = re.compile(r"(?:e[rzst]?|ent|[stdx])+$")
_ARABIC_HEADS = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "د")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_DARIJA_DIGITS = str.maketrans({"7": "h", "9": "k", "q": "k", "5": "x", "3": "a"})
_DARIJA_SOFT = re.compile(r"[aeiouyw]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=4096)
def french_sound(word: str, *, stem: bool = False) -> str:
    """Return about how a French word sounds; the mute end of a stem is kept."""
    sound = word
    for pattern, heard in _SOUNDS:
        sound = pattern.sub(heard, sound)
    return sound if stem else (_SILENT_END.sub("", sound) or sound)


@lru_cache(maxsize=4096)
def darija_bones(word: str) -> str:
    """Return the consonants of a Darija word in Latin letters: vowels are written as one likes."""
    plain = word.replace("kh", "x").translate(_DARIJA_DIGITS)
    return _TWICE.sub(r"\1", _DARIJA_SOFT.sub("", plain))


def bare_forms(word: str) -> Iterator[str]:
    """Give a word without what is written together with it: « leau » as « eau », والماء as ماء."""
    yield word
    if _ARABIC.match(word):
        for head in _ARABIC_HEADS:
            if word.startswith(head) and len(word) - len(head) > 1:
                yield word[len(head) :]
        return
    elided = ELIDED.match(word)
    if elided and len(word) - elided.end() > 2:
        yield word[elided.end() :]


def arabic_plain(text: str) -> str:
    """Write Arabic letters that are mixed up in one way."""
    return text.replace("ة", "ه").replace("ى", "ي").replace("گ", "ك")
