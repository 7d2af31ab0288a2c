"""Labels: each topic as a tenant would call it, in a few words, in each language."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

from broadcaster.answers.dates import FRENCH

_PREFIXES = ("service_", "emergency_")
_NEVER_OFFERED = frozenset({"affirm", "deny", "inform_place", "out_of_scope"})
_STILL_OFFERED = frozenset(
    {"service_identity", "service_privacy", "service_language", "service_wrong_number"}
)


@cache
def topic_labels() -> Mapping[str, Mapping[str, str]]:
    """Every topic's labels by language."""
    source = resources.files("broadcaster.answers").joinpath("labels.yml")
    return MappingProxyType(yaml.safe_load(source.read_text("utf-8")))


def label(topic: str, language: str) -> str:
    """A topic's label; French where the language is not there. Raises KeyError for no topic."""
    labels = topic_labels()[topic]
    return labels.get(language, labels[FRENCH])


def is_offered(topic: str) -> bool:
    """True when a tenant may be asked whether they mean this topic.

    Nobody chooses danger, anger or « bonjour » from a list.
    """
    if topic in _STILL_OFFERED:
        return True
    known = topic in topic_labels() and topic not in _NEVER_OFFERED
    return known and not topic.startswith(_PREFIXES)
