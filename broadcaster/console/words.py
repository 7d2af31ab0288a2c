"""The words of the console that are not in its templates."""

from collections.abc import Iterable

import phonenumbers

from broadcaster.staff.roles import Capability, roles_that_may
from broadcaster.wording import Wording

say = Wording("broadcaster.console", "wording.yml")
"""The sentence of a key of ``wording.yml``, filled."""


def said(key: str, default: str) -> str:
    """A word of the console, or ``default`` where there is none (an unknown error code…)."""
    try:
        return say(key)
    except KeyError:
        return default


def roles_in_words(capabilities: Iterable[Capability]) -> str:
    """The roles that may do one of these things: « Rédaction ou Validation »."""
    names = [say(f"role.{role}") for role in roles_that_may(set(capabilities))]
    *before, last = names or [say("role.none")]
    return f"{', '.join(before)} {say('or')} {last}" if before else last


def national(number: str) -> str:
    """A number as French people write it: « 06 39 98 12 34 »."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
