"""Places in a tenant's answer to « Où habitez-vous ? »: also a code said without its word."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from bot.actions.letters import is_all_letter, letters_in
from bot.actions.packaged import packaged
from bot.nlu.folding import plain_letters
from bot.nlu.places import ADDRESS, find_place

LONGEST = 300
"""Characters read: a place is said in fewer."""

_CAPITAL = re.compile(r"\W*(?P<code>[A-H])\s+(?:esc|cage|hall|entr|stair|merdiven|giri)")
"""« A escalier 1 »: a capital before the staircase is the building, even one that is a word too."""


@dataclass(frozen=True, slots=True)
class Told:
    """The codes a text names; ``bare`` is one said without saying of what."""

    building: str | None = None
    staircase: str | None = None
    flat: str | None = None
    bare: str | None = None
    address: str | None = None  # « 2 allee des cormiers », and what follows it

    @property
    def is_empty(self) -> bool:
        """True when the text names no building and no staircase, nor a bare code."""
        return not (self.building or self.staircase or self.bare)

    @property
    def is_digit(self) -> bool:
        """True for « 2 » alone: which staircase or which choice, only what was asked tells."""
        return bool(self.bare and self.bare.isdigit())


def told_place(text: str) -> Told:
    """Read the place out of a text; everything None where there is none."""
    told = _told_codes(text[:LONGEST])
    address = ADDRESS.search(plain_letters(text[:LONGEST]))
    return replace(told, address=address[0]) if address else told


def _told_codes(text: str) -> Told:
    words = _words_of(text)
    place = find_place(text)
    is_verb = place.staircase is None and _is_verb(place.building, words)
    building = None if is_verb else place.building
    if building:
        return Told(building, place.staircase, place.flat)
    if place.staircase:
        leading = _CAPITAL.match(text)
        if leading:
            return Told(leading["code"], place.staircase, place.flat)
        return Told(None, place.staircase, place.flat, bare=_leading_letter(words))
    bare = None if place.flat else _bare(words)
    letters = letters_in(text)
    if len(letters) == 1 and (bare is None or is_all_letter(text)):
        return Told(letters[0].code, None, place.flat)
    return Told(None, None, place.flat, bare=bare)


def _is_verb(building: str | None, words: list[str]) -> bool:
    """True for the « a » of « le bâtiment a un problème »."""
    followed = pairwise(words)
    verbs = _listed()["verb_follows"]
    return building == "A" and any(word == "a" and after in verbs for word, after in followed)


def _leading_letter(words: list[str]) -> str | None:
    """The building of « B escalier 2 »."""
    kept = [word for word in words if word not in _listed()["filler"]] or words
    return kept[0].upper() if re.fullmatch("[a-z]", kept[0]) else None


def _bare(words: list[str]) -> str | None:
    """A code that is all a text says, once fillers are taken away: « B2 », « je suis au A »."""
    if re.fullmatch(r"[a-z]\d{1,3}", "".join(words)):
        return "".join(words).upper()
    kept = [word for word in words if word not in _listed()["filler"]] or words[-1:]
    joined = "".join(kept)
    is_code = len(kept) <= 2 and re.fullmatch(r"[a-z]{1,2}\d{0,3}|\d{1,3}", joined)
    return joined.upper() if is_code else None


@cache
def _listed() -> dict[str, frozenset[str]]:
    listed: dict[str, list[str]] = packaged("bot.actions", "place_words.yml")
    return {kind: frozenset(words) for kind, words in listed.items()}


def _words_of(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)
