"""The numbers a local Twilio deals with, and those it makes up."""

import random
import re
from collections.abc import Collection

from broadcaster.errors import PalierError

E164 = re.compile(r"\+[1-9]\d{6,14}")
SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,6}|[A-Za-z0-9][A-Za-z0-9 ]{0,10}")
"""A number, a short code, or a name of at most 11 characters."""

FICTION_PREFIX = "+336399800"
"""06 39 98 xx xx: mobile numbers kept for works of fiction (Arcep, decision 2018-0881)."""


class BadNumberError(PalierError):
    """Not a phone number. Write it in international form, for example +33639980001."""


def phone_number(raw: str) -> str:
    """The number in a path or a form; raises BadNumberError.

    A "+" that a form turned into a space, separators and a French "06…" are understood.
    """
    compact = re.sub(r"[\s.\-]", "", raw)
    if re.fullmatch(r"0[1-9]\d{8}", compact):
        compact = "+33" + compact[1:]
    elif re.fullmatch(r"[1-9]\d{6,14}", compact):
        compact = "+" + compact
    if E164.fullmatch(compact) is None:
        raise BadNumberError
    return compact


def made_up_number(taken: Collection[str], chance: random.Random) -> str:
    """A fictional French mobile number that no phone here has."""
    free = [
        number for n in range(10_000) if (number := f"{FICTION_PREFIX[:-2]}{n:04d}") not in taken
    ]
    return chance.choice(free)
