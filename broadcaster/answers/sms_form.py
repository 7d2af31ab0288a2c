"""The form a text takes on a telephone: letters that would cost a second segment are folded."""

import re
import unicodedata

GSM_LETTERS = frozenset("èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüàΔΦΓΛΩΠΨΣΘΞ")
"""The letters beyond ASCII that the GSM 7-bit alphabet has (3GPP TS 23.038)."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ", "'"),
        **dict.fromkeys("“”«»", '"'),
        **dict.fromkeys("–—‑−", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
        "·": ",",
    }
)


def sms_form(text: str) -> str:
    """The text with signs and Latin letters a telephone reads for one unit.

    « août » becomes « aout », "Çarşamba" becomes "Çarsamba": readable, and half the price. A text
    in another script (Arabic…) cannot gain by it and is left as it is.
    """
    composed = unicodedata.normalize("NFC", text)
    if not all(_is_latin(char) for char in composed if char.isalpha()):
        return composed
    return "".join(_folded(char) for char in _unspaced(composed).translate(_SIGNS))


def _unspaced(text: str) -> str:
    """French sets spaces inside « guillemets »; plain quotes stand without."""
    return re.sub(r"(?<=«)\s+|\s+(?=»)", "", text)


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "MODIFIER LETTER"))


def _folded(char: str) -> str:
    if char.isascii() or char in GSM_LETTERS or not char.isalpha():
        return char
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isascii() else char
