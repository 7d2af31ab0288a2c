"""The guard: does a text speak of danger? Recall over precision, in every language we know of.

The words of danger are data, in ``emergency_lexicon.json``: regular expressions over folded text
(lower case, no accents), "…" standing for up to 40 characters of the same sentence.

- ``signs``: by emergency; the first emergency that matches is the one answered, so their order
  matters. A Latin-script pattern begins where a word begins.
- ``harmless``: what sounds like danger and is not (« détecteur de fumée », « l'incendie de l'an
  dernier »). It is cut out of a text before signs are sought; what is left can still be an
  emergency: « coupure de gaz prévue mais ça sent le gaz ».
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from bot.nlu.folding import fold
from bot.nlu.normaliser import normalise

_LEXICON = json.loads(Path(__file__).with_name("emergency_lexicon.json").read_text("utf-8"))
_GAP = "[^.!?\\n]{0,40}?"
# Latin letters only: an Arabic word carries its article and prepositions in front.
_LETTER_BEFORE = r"(?<![a-z])"


def detect_emergency(text: str) -> str | None:
    """Return the ``emergency_…`` intent of the danger a text speaks of, or None.

    The text is read as written and as normalised, since an abbreviation can hide a sign and a
    correction can destroy one.
    """
    for reading in (text, normalise(text)):
        found = _sign_in(_without_harmless(fold(reading)))
        if found:
            return found
    return None


def _without_harmless(folded: str) -> str:
    """Cut out what only sounds like danger."""
    return _HARMLESS.sub(" … ", " ".join(folded.split()))


def _sign_in(folded: str) -> str | None:
    for emergency, pattern in _SIGNS:
        if pattern.search(folded):
            return emergency
    return None


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """Join patterns, each from a word's start."""
    joined = "|".join(_folded_pattern(pattern) for pattern in patterns)
    return re.compile(f"{_LETTER_BEFORE}(?:{joined})")


def _folded_pattern(pattern: str) -> str:
    """Return a pattern with its gaps written out, and folded as texts are if it isn't plain."""
    if pattern.isascii():
        return pattern
    return fold(pattern.replace("…", "\x01")).replace("\x01", _GAP)


_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, _compiled(patterns)) for name, patterns in _LEXICON["signs"].items()
)
_HARMLESS = _compiled(_LEXICON["harmless"])
