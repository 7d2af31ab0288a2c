"""Places as tenants name them: "bat C 3e", "appart 42", "j'habite au bâtiment B escalier 1"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.nlu.folding import plain_letters

_ORDINALS = {
    "premier": 1, "1er": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4,
    "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
    "onzieme": 11, "douzieme": 12, "first": 1, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "birinci": 1, "ikinci": 2, "ucuncu": 3, "dorduncu": 4, "besinci": 5, "altinci": 6,
    "primeiro": 1, "segundo": 2, "terceiro": 3, "quarto": 4, "quinto": 5, "sexto": 6,
    "الاول": 1, "الأول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5, "السادس": 6,
}  # fmt: skip
_ARABIC_LETTERS = {"ا": "A", "أ": "A", "ب": "B", "ج": "C", "د": "D"}

_CODE = r"(?P<code>[a-h](?![a-z'])(?:[.-]?\d{1,2}(?!\s?(?:e|er|eme)\b))?|\d{1,3}[a-h]?(?![a-z\d]))"
_NUMBER_SIGN = r"(?:\s*(?:n°|no|numero|num|n|nr|#))?\s*[.:°]?\s*"
_BUILDING = re.compile(
    rf"(?<![a-z])(?:(?:batiment|batimen|bati?|bt|immeuble|imm|building|bldg|block|bloc|bloco|tour|"
    rf"tower|predio|edificio|bina|blok|batima)(?![a-z])|bat(?=[a-h](?![a-z'])))"
    rf"{_NUMBER_SIGN}{_CODE}"
)
_BUILDING_BEFORE = re.compile(
    r"(?<![a-z])(?P<code>[a-h])\s+(?:blok|bloguna?|blogunda|binasi|bina)\b"
)
_BUILDING_ARABIC = re.compile(
    r"(?:المبنى|العمارة|البناية|مبنى|عمارة)\s+(?P<code>[اأبجد]|[a-h]|\d{1,2})(?!\w)"
)
_STAIRCASE = re.compile(
    rf"(?<![a-z])(?:escalier|esc|cage(?: d'escalier)?|hall|entree|allee|staircase|stair|entrance|"
    rf"stairs|merdiven|giris|escada|escalera|entrada|drouj|droj|الدرج|درج|المدخل|مدخل)(?![a-z]){_NUMBER_SIGN}{_CODE}"
)
_BUILDING_OF = re.compile(
    rf"{_STAIRCASE.pattern.replace('<code>', '<before>')}\s*,?\s+(?:du|au|da|do|of|dans le)\s+"
    r"(?P<code>[a-h])(?![a-z\d'])"
)
"""« Escalier 1 du A »: a letter that a staircase belongs to is a building."""

_FLAT = re.compile(
    r"(?<![a-z])(?:appartement|appart|apt|appt|app|logement|lgt|porte|flat|apartment|daire|"
    rf"apartamento|piso n|puerta|شقة|الشقة){_NUMBER_SIGN}"
    r"(?P<code>(?:[a-h][ -]?)?\d{1,4}[a-h]?|[a-h](?![a-z'\d]))(?![a-z\d])"
    r"|(?<![a-z])n°\s?(?P<number>\d{1,4})(?!\d)(?!\s*(?:rue|avenue|bd|boulevard|allee))"
)
_FLOOR = re.compile(
    r"(?<![a-z\d])(?P<number>\d{1,2})\s?(?:e|em|eme|ieme|er|nd|rd|th|st|nde)?\s*"
    r"(?:etage|etg|floor|kat|andar|piso|tabe9)\b"
    r"|(?<![a-z\d])(?P<short>\d{1,2})\s?(?:e|eme|ieme|er|nd|rd|th|nde)(?![a-z\d])"
    r"(?!\s*(?:fois|jour|semaine|ligne|mois|message|rdv))"
    r"|(?<![a-z])(?:etage|etg|et|floor|kat|andar|tabe9|الطابق)\s*:?\s*(?P<after>\d{1,2})(?!\d)"
    r"|\.(?P<turkish>\d{1,2})\s*kat\b"
)
_FLOOR_AT = re.compile(
    r"(?<![a-z])(?:suis|habite|loge|vis|chui|moi c'est|chez moi)\s+(?:au|a l')\s*"
    r"(?P<number>\d{1,2})(?![a-z\d:/])(?!\s*,?\s*(?:rue|allee|avenue|bd|boulevard|bis|ter|place|impasse"
    r"|chemin|square|cours|quai|route|h\b|heure))"
)
_GROUND = re.compile(
    r"(?<![a-z])(?:rdc|rez[- ]de[- ]chaussee|ground floor|zemin kat|res[- ]do[- ]chao|planta baja)"
    r"|الطابق الارضي|الطابق الأرضي"
)
_TOGETHER = re.compile(
    r"^\W*(?P<building>[a-h])\s?(?P<staircase>\d)\b(?!\s*(?:h|heure|€))", re.IGNORECASE
)
_TOGETHER_WITH_FLAT = re.compile(
    r"^\W*(?P<building>[a-h])[ .-]?(?P<staircase>\d)[\s,]+"
    r"(?:appt?|appart\w*|logement|porte|n°)?\s*\d{2,4}(?!\d)"
    r"(?!\s*(?:h|heures?|€|euros?))"
)
"""« A1 401 salle de bain svp »: a code before a flat's number."""

_TOGETHER_BEFORE_FLAT = re.compile(
    r"(?<![a-z\d'])(?P<building>[a-h])[.-]?(?P<staircase>\d)[\s,]+"
    r"(?:appt?|apt|appart\w*|logement|flat|daire|n°)[\s.]*\d{1,4}(?!\d)"
)
"""« Mme Tournier A2 appt 501 : … »: the same after a name, where a flat is said to follow."""

ADDRESS = re.compile(
    r"(?<![\w/:])(?P<number>\d{1,4}(?:\s?(?:bis|ter|quater))?)\s*,?\s+"
    r"(?P<street>(?:rue|allee|avenue|av|boulevard|bd|place|chemin|impasse|square|cours|quai|route"
    r"|passage|mail|esplanade|villa|sente|sentier|ruelle|voie)\s+[a-z].*)"
)
"""« 2 allée des Cormiers », of a text in plain letters: a house in a street."""

_DWELLS = (
    r"(?<![a-z])(?:j'?h?abite|habite|suis|loge|vis|chui|moi c'est|chez moi|live|moro|vivo)\s+"
    r"(?:(?:au|le|en|a|in|at|no|na)\s+)?"
)
_TOGETHER_AFTER = re.compile(
    rf"(?:{_DWELLS}|(?<![a-z])au\s+)(?P<building>[a-h])[.-]?(?P<staircase>\d)(?![a-z\d])"
    r"(?!\s*(?:h|heure|€))"
)
"""« J'habite au C2, le gaz c'est quand »: a code said to be one's home, within a longer text."""

_BUILDING_DWELT = re.compile(
    rf"{_DWELLS}(?P<code>[a-h])(?=[\s,]+(?:escalier|esc|cage|staircase|stair|escada)s?\b)"
)
"""« J'habite le C escalier 2 »."""

_TOP = re.compile(
    r"(?<![a-z])(?:dernier etage|tout dernier etage|top floor|en ust kat|son kat|ultimo andar|"
    r"ultimo piso|etage lekher)(?![a-z])|الطابق الاخير"
)
_WORD = re.compile(r"\w+")
_FLOOR_WORDS = frozenset(
    {"etage", "floor", "kat", "katta", "kattayim", "andar", "piso", "droite", "gauche"}
)
_ARABIC_FLOOR = plain_letters("الطابق")

TOP = "top"
"""The value of the last floor: its number is the building's to know."""

TOGETHER_LENGTH = 20
"""A text this short that begins with « B2 » says a building and its staircase."""


class PlaceKind(str, Enum):
    """What of a place is named."""

    BUILDING = "building"
    STAIRCASE = "staircase"
    FLOOR = "floor"
    FLAT = "flat"


@dataclass(frozen=True)
class SaidPlace:
    """One part of a place with its normal value, and where in the text it stands."""

    kind: PlaceKind
    value: str  # "C", "1", "42"; of a floor its number, 0 the ground floor, or TOP
    start: int
    end: int


@dataclass(frozen=True)
class Place:
    """What a text says of where its writer lives; None for what it does not say."""

    building: str | None = None  # code in capitals: "C", "12"
    staircase: str | None = None  # code in capitals: "1", "B"
    floor: int | None = None  # 0 is the ground floor
    flat: str | None = None  # door number as written: "42", "B12"
    top_floor: bool = False  # « dernier étage »

    @property
    def is_empty(self) -> bool:
        """Whether the text says nothing of a place."""
        return self == Place()


def find_place(text: str) -> Place:
    """Return the place a text names. The letters and numbers are the tenant's, not checked."""
    first: dict[PlaceKind, str] = {}
    for said in find_places(text):
        first.setdefault(said.kind, said.value)
    floor = first.get(PlaceKind.FLOOR)
    return Place(
        first.get(PlaceKind.BUILDING),
        first.get(PlaceKind.STAIRCASE),
        None if floor in (None, TOP) else int(floor or 0),
        first.get(PlaceKind.FLAT),
        floor == TOP,
    )


def find_places(text: str) -> list[SaidPlace]:
    """Return every part of a place a text names, in order."""
    plain = plain_letters(text)
    named = [*_buildings(plain), *_codes(PlaceKind.STAIRCASE, _STAIRCASE, plain)]
    if not named:
        short = len(plain.strip()) <= TOGETHER_LENGTH
        named = list(_together(_TOGETHER.match(plain) if short else None))
        named = named or list(_together(_TOGETHER_WITH_FLAT.match(plain)))
        named = named or list(_together(_TOGETHER_BEFORE_FLAT.search(plain)))
        named = named or list(_together(_TOGETHER_AFTER.search(plain)))
    # « escalier n° 2 » is no flat.
    flats = [
        flat
        for flat in _codes(PlaceKind.FLAT, _FLAT, plain)
        if not any(flat.start < one.end and one.start < flat.end for one in named)
    ]
    return sorted([*named, *_floors(plain), *flats], key=lambda said: said.start)


def _together(found: re.Match[str] | None) -> Iterator[SaidPlace]:
    if found:
        for kind in (PlaceKind.BUILDING, PlaceKind.STAIRCASE):
            yield SaidPlace(kind, found[kind.value].upper(), *found.span(kind.value))


def _buildings(plain: str) -> Iterator[SaidPlace]:
    """Yield the buildings' codes, whichever side of their word they stand on."""
    for found in _BUILDING_ARABIC.finditer(plain):
        code = _ARABIC_LETTERS.get(found["code"], found["code"].upper())
        yield SaidPlace(PlaceKind.BUILDING, code, *found.span())
    yield from _codes(PlaceKind.BUILDING, _BUILDING, plain)
    yield from _codes(PlaceKind.BUILDING, _BUILDING_BEFORE, plain)
    yield from _codes(PlaceKind.BUILDING, _BUILDING_DWELT, plain)
    for found in _BUILDING_OF.finditer(plain):
        yield SaidPlace(PlaceKind.BUILDING, found["code"].upper(), *found.span("code"))


def _codes(kind: PlaceKind, pattern: re.Pattern[str], plain: str) -> Iterator[SaidPlace]:
    """Yield codes in capitals without the spaces and dots inside them."""
    for found in pattern.finditer(plain):
        written = found["code"] or found["number"]
        code = re.sub(r"[ .-]", "", written).upper()
        if code:
            yield SaidPlace(kind, code, *found.span())


def _floors(plain: str) -> Iterator[SaidPlace]:
    """Yield the floors: by a word, by a number, by an ordinal written out."""
    for pattern, value in ((_GROUND, "0"), (_TOP, TOP)):
        for found in pattern.finditer(plain):
            yield SaidPlace(PlaceKind.FLOOR, value, *found.span())
    numbered = [*_FLOOR.finditer(plain), *_FLOOR_AT.finditer(plain)]
    for found in numbered:
        number = next(number for number in found.groups() if number)
        yield SaidPlace(PlaceKind.FLOOR, str(int(number)), *found.span())
    if not numbered:
        yield from _floors_in_words(plain)


def _floors_in_words(plain: str) -> Iterator[SaidPlace]:
    words = list(_WORD.finditer(plain))
    for word, following in zip(words, [*words[1:], None], strict=False):
        number = _ORDINALS.get(word.group())
        if number is not None and (following is None or following.group() in _FLOOR_WORDS):
            yield SaidPlace(PlaceKind.FLOOR, str(number), *word.span())
        elif following and word.group() == _ARABIC_FLOOR and following.group() in _ORDINALS:
            number = _ORDINALS[following.group()]
            yield SaidPlace(PlaceKind.FLOOR, str(number), word.start(), following.end())
