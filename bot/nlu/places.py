"""Where a tenant says they live: "bat C 3e", "appart 42", "j'habite au bâtiment B escalier 1"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.folding import fold

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
    rf"(?<![a-z])(?:batiment|batimen|bati?|bt|immeuble|imm|building|block|bloc|bloco|tour|tower|"
    rf"predio|edificio|bina|blok)\b{_NUMBER_SIGN}{_CODE}"
)
_BUILDING_BEFORE = re.compile(
    r"(?<![a-z])(?P<code>[a-h])\s+(?:blok|bloguna?|blogunda|binasi|bina)\b"
)
_BUILDING_ARABIC = re.compile(
    r"(?:المبنى|العمارة|البناية|مبنى|عمارة)\s+(?P<code>[اأبجد]|[a-h]|\d{1,2})(?!\w)"
)
_STAIRCASE = re.compile(
    rf"(?<![a-z])(?:escalier|esc|cage(?: d'escalier)?|hall|entree|allee|staircase|stair|entrance|"
    rf"merdiven|giris|escada|escalera|entrada|drouj|الدرج|درج|المدخل|مدخل)\b{_NUMBER_SIGN}{_CODE}"
)
_FLAT = re.compile(
    r"(?<![a-z])(?:appartement|appart|apt|appt|app|logement|lgt|porte|flat|apartment|daire|"
    rf"apartamento|piso n|puerta|شقة|الشقة){_NUMBER_SIGN}"
    r"(?P<code>(?:[a-h][ -]?)?\d{1,4}[a-h]?|[a-h](?![a-z'\d]))(?![a-z\d])"
)
_FLOOR = re.compile(
    r"(?<![a-z\d])(?P<number>\d{1,2})\s?(?:e|em|eme|ieme|er|nd|rd|th|st|nde)?\s*"
    r"(?:etage|etg|floor|kat|andar|piso|tabe9)\b"
    r"|(?<![a-z\d])(?P<short>\d{1,2})\s?(?:e|eme|ieme|er|nd|rd|th|nde)(?![a-z\d])"
    r"(?!\s*(?:fois|jour|semaine|ligne|mois|message|rdv))"
    r"|(?<![a-z])(?:etage|etg|floor|kat|andar|tabe9|الطابق)\s*:?\s*(?P<after>\d{1,2})(?!\d)"
    r"|\.(?P<turkish>\d{1,2})\s*kat\b"
)
_FLOOR_AT = re.compile(
    r"(?<![a-z])(?:suis|habite|loge|vis|chui|moi c'est|chez moi)\s+(?:au|a l')\s*"
    r"(?P<number>\d{1,2})(?![a-z\d:/])(?!\s*(?:rue|avenue|bd|bis|h\b|heure))"
)
_GROUND = re.compile(
    r"(?<![a-z])(?:rdc|rez[- ]de[- ]chaussee|ground floor|zemin kat|res[- ]do[- ]chao|planta baja)"
    r"|الطابق الارضي|الطابق الأرضي"
)
_TOGETHER = re.compile(
    r"^\W*(?P<building>[a-h])\s?(?P<staircase>\d)\b(?!\s*(?:h|heure|€))", re.IGNORECASE
)


@dataclass(frozen=True)
class Place:
    """What a text says of where its writer lives; None for what it does not say."""

    building: str | None = None  # code in capitals: "C", "12"
    staircase: str | None = None  # code in capitals: "1", "B"
    floor: int | None = None  # 0 is the ground floor
    flat: str | None = None  # door number as written: "42", "B12"

    @property
    def is_empty(self) -> bool:
        """Whether the text says nothing of a place."""
        return self == Place()


def find_place(text: str) -> Place:
    """Return the place a text names. The letters and numbers are the tenant's, not checked."""
    folded = " ".join(fold(text).split())
    together = _TOGETHER.match(folded)
    building = _building(folded)
    staircase = _code(_STAIRCASE, folded)
    if together and not building and not staircase and len(folded) <= 20:
        building, staircase = together["building"].upper(), together["staircase"]
    return Place(building, staircase, _floor(folded), _code(_FLAT, folded))


def _building(folded: str) -> str | None:
    """Return the building's code, whichever side of its word it stands on."""
    arabic = _BUILDING_ARABIC.search(folded)
    if arabic:
        return _ARABIC_LETTERS.get(arabic["code"], arabic["code"].upper())
    return _code(_BUILDING, folded) or _code(_BUILDING_BEFORE, folded)


def _code(pattern: re.Pattern[str], folded: str) -> str | None:
    """Return a code in capitals without the spaces and dots inside it."""
    found = pattern.search(folded)
    return re.sub(r"[ .-]", "", found["code"]).upper() or None if found else None


def _floor(folded: str) -> int | None:
    """Return the floor as a number."""
    if _GROUND.search(folded):
        return 0
    found = _FLOOR.search(folded) or _FLOOR_AT.search(folded)
    if found:
        return int(next(number for number in found.groups() if number))
    words = re.findall(r"\w+", folded)
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word in _ORDINALS and (following in _FLOOR_WORDS or not following):
            return _ORDINALS[word]
    before = {word: index for index, word in enumerate(words)}
    index = before.get("الطابق", before.get(fold("الطابق"), -1))
    return _ORDINALS.get(words[index + 1]) if 0 <= index < len(words) - 1 else None


_FLOOR_WORDS = frozenset(
    {"etage", "floor", "kat", "katta", "kattayim", "andar", "piso", "droite", "gauche"}
)
