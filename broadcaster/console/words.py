"""The words of the console that are not in its templates."""

import phonenumbers

from broadcaster.wording import Wording

say = Wording("broadcaster.console", "wording.yml")
"""The sentence of a key of ``wording.yml``, filled."""


def said(key: str, default: str) -> str:
    """A word of the console, or ``default`` where there is none (an unknown error code…)."""
    try:
        return say(key)
    except KeyError:
        return default


def national(number: str) -> str:
    """A number as French people write it: « 06 39 98 12 34 »."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
