"""The words a landlord's file may use, from ``household_words.yml``."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml
from babel import Locale

from broadcaster.register.models import Consent, FrenchReading, PhoneKind
from broadcaster.tabular import Choices
from broadcaster.wording import Wording

PACKAGE = "broadcaster.register.importing"
OFFERED_LANGUAGES = ("fr", "en", "ar", "tr", "pt")
"""The languages named in findings; every ISO 639-1 language is accepted."""

wording = Wording(PACKAGE, "findings.yml")
_DEPARTMENT = re.compile(r"0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|97[1-6]")
_PLACE_WORD = re.compile(
    r"^(?:(?:bâtiment|batiment|bât|bat|immeuble|escalier|esc|cage|entrée|appartement|appt|apt)"
    r"\b[. ]+|n°\s*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class CardWords:
    """The words of the digital card."""

    phone: Choices[PhoneKind]
    reads_sms: Choices[int]
    french: Choices[FrenchReading]


@dataclass(frozen=True)
class Words:
    """Every word, and what it stands for."""

    consent: Choices[Consent]
    languages: Choices[str]
    floors: Choices[int]
    card: CardWords

    def department(self, written: str) -> str | None:
        """The code of a department: « 67 », « 2A », « 974 », « 1 » for « 01 »; None for others."""
        code = written.upper().zfill(2)
        return code if _DEPARTMENT.fullmatch(code) else None

    def floor(self, written: str) -> int | None:
        """The number of a floor: « 3 », « 3e », « -1 », « RDC »; None when it is none."""
        number = re.fullmatch(r"(-?\d{1,2}) *(?:e|è|ème|eme|er|ère)?(?: étage)?", written.lower())
        return int(number[1]) if number else self.floors.get(written)


def load_words() -> Words:
    """Read the words."""
    written = yaml.safe_load(files(PACKAGE).joinpath("household_words.yml").read_text("utf-8"))
    return Words(
        consent=_meanings(written["consent"], Consent),
        languages=_languages(),
        floors=_meanings(written["floor"], int),
        card=CardWords(
            phone=_meanings(written["phone_kind"], PhoneKind),
            reads_sms=_meanings(written["reads_sms"], int),
            french=_meanings(written["french"], FrenchReading),
        ),
    )


def _meanings[Value](
    written: Mapping[str, list[str]], build: Callable[[str], Value]
) -> Choices[Value]:
    return Choices({word: build(code) for code, words in written.items() for word in words})


def _languages() -> Choices[str]:
    """French names and two-letter codes (CLDR), those offered to people first."""
    named = {code: name for code, name in Locale("fr").languages.items() if len(code) == 2}
    ordered = [*OFFERED_LANGUAGES, *(code for code in named if code not in OFFERED_LANGUAGES)]
    names = {named[code]: code for code in ordered}
    return Choices(
        names | {code: code for code in ordered},
        offered=len(OFFERED_LANGUAGES),
        others=wording("other_languages"),
    )


def bare_code(written: str) -> str:
    """A code without the word before it, which our own texts say: « Bâtiment A » is A."""
    return _PLACE_WORD.sub("", written)


@lru_cache(maxsize=4096)
def code_key(code: str) -> str:
    """What tells codes apart: not case, accents or spaces, but punctuation (1-21 is not 12-1)."""
    plain = unicodedata.normalize("NFKD", code).casefold()
    return "".join(sign for sign in plain if not (sign.isspace() or unicodedata.combining(sign)))
