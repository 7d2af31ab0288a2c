"""Telephone numbers as people type them: read into E.164, or refused with the reason."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from broadcaster.errors import PalierError
from broadcaster.register.models import NumberKind
from broadcaster.register.plain_numbers import plain_number
from broadcaster.wording import Wording

REGIONS = ("FR", "GP", "GF", "MQ", "RE", "YT")
"""Where a number typed without its country may belong. Overseas departments have codes of their
own (+262, +590…), yet their tenants type 0692… as at home."""

FICTION_PREFIXES = {
    "+3363998": NumberKind.MOBILE,
    "+3319900": NumberKind.LANDLINE,
    "+3326191": NumberKind.LANDLINE,
    "+3335301": NumberKind.LANDLINE,
    "+3346571": NumberKind.LANDLINE,
    "+3353649": NumberKind.LANDLINE,
}
"""Numbers the French numbering plan reserves for films and books (Arcep decision 2018-0881,
annex). libphonenumber does not know the mobile ones; our demo and tests use no others."""

_KINDS = {
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE: NumberKind.LANDLINE,
    PhoneNumberType.VOIP: NumberKind.LANDLINE,  # box lines, 09: no SMS
}
_SPECIAL = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
}
_refusal = Wording("broadcaster.register", "phone_refusals.yml")


class NumberRefusedError(PalierError):
    """This is not a number we can use. Write the ten digits of one person's telephone."""

    def __init__(self, reason: str, raw: str) -> None:
        """Take a key of ``phone_refusals.yml`` and what was typed."""
        self.reason = reason
        digits = len(phonenumbers.normalize_digits_only(raw))
        super().__init__(_refusal(reason, raw=raw.strip()[:40], digits=digits))


@dataclass(frozen=True)
class ParsedNumber:
    """A number in E.164 and what it can do for us."""

    e164: str
    kind: NumberKind


def parse_number(raw: str) -> ParsedNumber:
    """Read a number as typed in France; raise NumberRefusedError saying why it cannot be."""
    text = unicodedata.normalize("NFKC", raw).strip()
    plain = plain_number(text)
    if plain is not None:
        return ParsedNumber(plain[0], FICTION_PREFIXES.get(plain[0][:8], plain[1]))
    _refuse_by_writing(text)
    fiction = _fiction(text)
    if fiction is not None:
        return fiction
    number = _valid_somewhere(text)
    if number is None:
        raise NumberRefusedError(_why_invalid(text), text)
    line = phonenumbers.number_type(number)
    if line in _SPECIAL:
        raise NumberRefusedError("special", text)
    return ParsedNumber(_e164(number), _KINDS.get(line, NumberKind.UNKNOWN))


def is_doubtful(e164: str) -> bool:
    """True for 0606060606- or 0612345678-like numbers, typed to fill a compulsory field."""
    national = e164.lstrip("+")[-8:]
    if any(national == national[:size] * (8 // size) for size in (1, 2)):
        return True
    in_pairs = national[::2] == national[1::2]
    return _counts(national) or (in_pairs and _counts(national[::2]))


def _counts(digits: str) -> bool:
    """True for digits that go up or down one by one."""
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    return steps in ({1}, {-1})


def mask(number: str) -> str:
    """The number as logs may show it: ``+33 6 39 •• •• 12``. Never raises."""
    if re.fullmatch(r"\+33\d{9}", number):
        return f"+33 {number[3]} {number[4:6]} •• •• {number[-2:]}"
    return f"{number[:4]} •••• {number[-2:]}" if len(number) >= 10 else "••••"


def _refuse_by_writing(text: str) -> None:
    """Refuse what is visible in the writing, before any digit is looked at."""
    if not text:
        raise NumberRefusedError("empty", text)
    if re.fullmatch(r"[\d.,]+e\+?\d+", text, re.IGNORECASE):
        raise NumberRefusedError("scientific", text)
    if re.search(r";\s*ext|\b(?:ext|poste)\b|#", text, re.IGNORECASE):
        raise NumberRefusedError("extension", text)
    if _holds_several(text):
        raise NumberRefusedError("several", text)
    if re.search(r"[a-z]", text, re.IGNORECASE) and not text.lower().startswith("tel:"):
        only_o = re.fullmatch(r"[\d\s.\-+()oO]+", text)
        raise NumberRefusedError("letter_o" if only_o else "letter", text)


def _holds_several(text: str) -> bool:
    parts = re.split(r"[/;,|&\n]|\bou\b|\bet\b", text, flags=re.IGNORECASE)
    whole = [part for part in parts if len(phonenumbers.normalize_digits_only(part)) >= 8]
    return len(whole) > 1 or len(phonenumbers.normalize_digits_only(text)) > 17


def _fiction(text: str) -> ParsedNumber | None:
    number = _parsed(text, "FR")
    if number is None:
        return None
    e164 = _e164(number)
    kind = FICTION_PREFIXES.get(e164[:8])
    return ParsedNumber(e164, kind) if kind is not None and len(e164) == 12 else None


def _valid_somewhere(text: str) -> PhoneNumber | None:
    for region in REGIONS:
        number = _parsed(text, region)
        if number is not None and phonenumbers.is_valid_number(number):
            return number
    return None


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _why_invalid(text: str) -> str:
    digits = phonenumbers.normalize_digits_only(text)
    if len(digits) <= 6:
        return "short"
    if re.match(r"(?:\+33|0033|0)\s*8", text):
        return "special"
    return "length" if digits.startswith("0") and len(digits) != 10 else "unknown"


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
