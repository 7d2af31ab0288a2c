"""Emergency replies: constants, never written by a model, never edited through the database.

Content rules: say to leave first (gas, fire, collapse, carbon monoxide), then whom to call; give
a way for those who cannot speak (114 is reached by SMS, 112 is not); say that we are not an
emergency service. About violence and children the words are neutral: another person may read
the telephone. One GSM-7 segment in languages of Latin script, two segments in others.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

from broadcaster.answers.dates import FRENCH

EUROPE = "112"
MEDICAL = "15"
POLICE = "17"
FIRE = "18"
BY_SMS = "114"  # urgence114.fr: by SMS, for whoever cannot hear or speak
WOMEN = "3919"
CHILDREN = "119"
SUICIDE = "3114"
GAS = "0 800 47 33 33"  # GRDF; a site with another distributor sets its own

NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "europe": EUROPE,
        "medical": MEDICAL,
        "police": POLICE,
        "fire": FIRE,
        "by_sms": BY_SMS,
        "women": WOMEN,
        "children": CHILDREN,
        "suicide": SUICIDE,
    }
)
"""The French emergency numbers, by the names the texts call them."""

PREFIX = "emergency_"
UNNAMED = "unnamed"
"""The reply for a danger of which the kind is not known."""
ALSO = "also"
"""The sentence that gives the numbers for a second danger."""
ALL_NUMBERS = "numbers"
"""The sentence for who asks for the numbers and is in no danger."""

CASES = ("lift", "fall", "gas_co")
"""Replies for what is no danger of its own: a narrower case of one, or two at once."""
_LEAK = frozenset({"gas", "co"})
"""Told of together, both must be said: nothing lit, and air."""

HELPERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "gas": ("gas",),
        "fire": ("fire",),
        "medical": ("medical",),
        "violence": ("women", "police"),
        "child": ("children", "police"),
        "suicide": ("suicide",),
    }
)
"""Whom to call for a danger told of beside another; for the rest, Europe's number."""

ONE_SEGMENT = 160
TWO_WIDE_SEGMENTS = 134
"""Characters of two segments in a script that is not Latin."""


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("broadcaster.answers").joinpath("emergencies.yml")
    return MappingProxyType(yaml.safe_load(source.read_text("utf-8")))


def emergency_kinds() -> tuple[str, ...]:
    """The kinds with a reply of their own, as intents: ``emergency_gas``…"""
    others = {UNNAMED, ALSO, ALL_NUMBERS, *CASES}
    return tuple(f"{PREFIX}{kind}" for kind in _texts() if kind not in others)


def emergency_reply(
    kind: str, language: str, *, gas_number: str = GAS, beside: Sequence[str] = ()
) -> str:
    """The safety reply for a danger (or one of CASES), with or without the prefix ``emergency_``.

    An unknown kind gets the general reply and an unknown language French: it never raises.
    ``gas_number`` is the site's gas emergency number. ``beside`` are dangers told of in the same
    text: their numbers are added where the reply stays as short as one alone may be.
    """
    numbers = {"gas": gas_number, **NUMBERS}
    first, *others = (told.removeprefix(PREFIX) for told in (kind, *beside))
    if {first, *others} >= _LEAK:
        first, others = "gas_co", [other for other in others if other not in _LEAK]
    reply = _text(first, language).format_map(numbers)
    for other in others:
        reply = _with_numbers(reply, other, language, numbers)
    return reply


def emergency_numbers(language: str, *, gas_number: str = GAS) -> str:
    """The numbers to know, for who asks for them; an unknown language is answered in French."""
    return _text(ALL_NUMBERS, language).format_map({"gas": gas_number, **NUMBERS})


def _text(kind: str, language: str) -> str:
    texts = _texts().get(kind, _texts()[UNNAMED])
    return texts.get(language, texts[FRENCH])


def _with_numbers(reply: str, kind: str, language: str, numbers: Mapping[str, str]) -> str:
    """Put the numbers for a second danger before what we are not, if there is room."""
    wanted = [numbers[name] for name in HELPERS.get(kind, ("europe",))]
    missing = [number for number in wanted if not _names(reply, number)]
    if not missing:
        return reply
    advice, mark, disclaimer = reply.removesuffix(".").rpartition(". ")
    also = _text(ALSO, language).format(numbers=", ".join(missing))
    longer = f"{advice}. {also}{mark[1:]}{disclaimer}."
    longest = ONE_SEGMENT if longer.isascii() or _is_latin(longer) else TWO_WIDE_SEGMENTS
    return longer if len(longer) <= longest else reply


def _names(reply: str, number: str) -> bool:
    return re.search(rf"(?<!\d){re.escape(number)}(?!\d)", reply) is not None


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 0x250 for letter in text)
