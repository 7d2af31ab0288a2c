"""Every topic and how it is answered, in one place."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.actions.asked import Topic
from bot.actions.topics import contacts, cuts, flat, general, helping, offer, works

OUT_OF_SCOPE = "out_of_scope"

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        **works.TOPICS,
        **flat.TOPICS,
        **cuts.TOPICS,
        **contacts.TOPICS,
        **offer.TOPICS,
        **helping.TOPICS,
        **general.TOPICS,
    }
)
"""By intent. Emergencies and ``inform_place`` are not here: ``answering`` sees to them."""


def topic_of(intent: str) -> tuple[str, Topic]:
    """The topic of an intent under its own name; one nobody knows is out of scope."""
    name = intent if intent in TOPICS else OUT_OF_SCOPE
    return name, TOPICS[name]
