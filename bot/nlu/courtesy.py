"""Manners around a question: found at both ends of a text and taken off before it is understood.

« bonjour monsieur je me permets de vous écrire car je voudrais savoir si je dois être là mardi
merci de votre réponse cordialement » asks « si je dois être là mardi ». A text that is nothing but
manners stays whole: then they are what is said.

The manners themselves are data, in ``courtesies.json``: regular expressions over letters without
case or accents. ``<name>`` stands for another of its entries.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

_MANNERS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("courtesies.json").read_text("utf-8")
)
_APART = r"[\s,.;:!()\-👋🙏😊🙂👍]*"


def peel(text: str) -> str:
    """Return the text without the manners around what it says; all of it where nothing else is.

    The text is expected normalised; what is left keeps its own spelling.
    """
    plain = _plain(text)
    start, end = 0, len(text)
    while (opening := _OPENING.match(plain, start)) and opening.end() > start:
        start = opening.end()
    while (closing := _CLOSING.search(plain, start, end)) and closing.start() < end:
        end = closing.start()
    rest = _without_fillers(text[start:end], plain[start:end]).rstrip(" \t\n,.;:!(-")
    return rest if _says_something(rest) else text


def _without_fillers(text: str, plain: str) -> str:
    """Cut « s'il vous plaît » out, wherever it stands."""
    kept, last = "", 0
    for filler in _FILLER.finditer(plain):
        kept += text[last : filler.start()]
        last = filler.end()
    return re.sub(r" {2,}", " ", kept + text[last:]).strip(" \t\n,;:-") if last else text


def _says_something(rest: str) -> bool:
    """Two letters or a digit are the least anything is said with."""
    return sum(character.isalpha() for character in rest) > 1 or any(map(str.isdigit, rest))


def _plain(text: str) -> str:
    """Return the text folded letter by letter, so that positions stay those of the text."""
    return "".join(_plain_letter(character) for character in text)


def _plain_letter(character: str) -> str:
    base = unicodedata.normalize("NFD", character.lower())[0]
    return "i" if base == "ı" else base


def _any(name: str) -> str:
    """Return a pattern for any entry of that name, with the entries it refers to written out."""
    joined = "|".join(_MANNERS[name])
    return "(?:" + re.sub(r"<([a-z]+)>(?!\))", lambda inner: _any(inner[1]), joined) + ")"


_OPENING = re.compile(
    rf"{_APART}(?:{_any('greetings')}(?:{_APART}{_any('addressed')}(?!\w))*"
    rf"|{_any('excuses')}|{_any('openers')}|{_any('fillers')})(?!\w){_APART}"
)
_CLOSING = re.compile(rf"(?<!\w)(?:{_any('closings')}|{_any('fillers')})(?!\w){_APART}$")
_FILLER = re.compile(rf"(?<!\w){_any('fillers')}(?!\w)")
