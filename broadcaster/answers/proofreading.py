"""Proofreading: which packaged texts somebody has read whose language it is."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

ALL = "all"


def is_proofread(topic: str, language: str) -> bool:
    """True when the packaged texts of a topic were read by a native speaker of a language."""
    read = _read().get(language, [])
    return read == ALL or topic in read


@cache
def _read() -> Mapping[str, str | list[str]]:
    source = resources.files("broadcaster.answers").joinpath("proofreading.yml")
    return MappingProxyType(yaml.safe_load(source.read_text("utf-8")))
