"""Emergency replies: constants, never written by a model, never edited through the database.

Content rules: say to leave first (gas, fire, collapse, carbon monoxide), then whom to call; give
a way for those who cannot speak (114 is reached by SMS, 112 is not); say that we are not an
emergency service. About violence and children the words are neutral: another person may read
the telephone. One GSM-7 segment in languages of Latin script.
"""

from collections.abc import Mapping
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


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("broadcaster.answers").joinpath("emergencies.yml")
    return MappingProxyType(yaml.safe_load(source.read_text("utf-8")))


def emergency_kinds() -> tuple[str, ...]:
    """The kinds with a reply of their own, as intents: ``emergency_gas``…"""
    return tuple(f"{PREFIX}{kind}" for kind in _texts() if kind != UNNAMED)


def emergency_reply(kind: str, language: str, *, gas_number: str = GAS) -> str:
    """The safety reply for a danger, with or without the prefix ``emergency_``.

    An unknown kind gets the general reply and an unknown language French: it never raises.
    ``gas_number`` is the site's gas emergency number.
    """
    texts = _texts().get(kind.removeprefix(PREFIX), _texts()[UNNAMED])
    return texts.get(language, texts[FRENCH]).format(gas=gas_number, **NUMBERS)
