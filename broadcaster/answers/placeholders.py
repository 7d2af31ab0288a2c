"""Placeholders: what an answer text may name, as staff read it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any  # what the YAML file holds

import yaml

from broadcaster.answers.packaged import seeds

_NAME = re.compile(r"\{(\w*)\}")

OWN_ONLY = "system."
"""Texts of the service itself are filled with nothing but what they already name."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One name that a text may use between braces."""

    name: str
    label: str
    example: str


@cache
def known_placeholders() -> Mapping[str, Placeholder]:
    """Every placeholder there is, by name."""
    names: dict[str, dict[str, str]] = _listed()["names"]
    return MappingProxyType({name: Placeholder(name, **words) for name, words in names.items()})


def named_in(text: str) -> tuple[str, ...]:
    """The names between braces, each once."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def allowed_in(topic: str, case: str) -> list[Placeholder]:
    """What a text for this topic and case may name, in the order staff see it."""
    names = _packaged_names(topic, case) | _of_family(topic)
    if not topic.startswith(OWN_ONLY):
        names |= set(_listed()["everywhere"])
    return [one for name, one in known_placeholders().items() if name in names]


def to_be_kept(topic: str, case: str) -> Sequence[str]:
    """The emergency numbers that a text for this topic and case must go on naming."""
    names = _packaged_names(topic, case)
    return [name for name in _listed()["constants"] if name in names]


def _packaged_names(topic: str, case: str) -> set[str]:
    texts = [seed.text for key, seed in seeds().items() if key[:2] == (topic, case)]
    return {name for text in texts for name in named_in(text)}


def _of_family(topic: str) -> set[str]:
    families: dict[str, list[str]] = _listed()["families"]
    return {name for start, names in families.items() if topic.startswith(start) for name in names}


@cache
def _listed() -> Mapping[str, Any]:
    source = resources.files("broadcaster.answers").joinpath("placeholders.yml")
    read: Mapping[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return read
