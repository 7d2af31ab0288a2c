"""Phrases: what staff often write, told in the tenant's language; the rest in staff's own words."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any  # what the YAML file holds

import yaml

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def translated(value: str, language: str) -> str:
    """A value in the language where every part of it is known; else as staff wrote it."""
    return _told(value.strip(), language) or value


def _told(value: str, language: str) -> str | None:
    """The whole as one phrase, else each of its parts; None when one is not known."""
    numbers = _NUMBER.findall(value)
    words = _phrases().get(_NUMBER.sub("#", value).casefold().replace("’", "'"), {}).get(language)
    if words is not None and words.count("#") == len(numbers):
        return re.sub("#", lambda _: numbers.pop(0), words)
    for joint, joints in _joints().items():
        if joint in value and language in joints:
            return _all_told(value, joint, joints[language], language)
    return None


def _all_told(value: str, joint: str, told_joint: str, language: str) -> str | None:
    parts = [_told(part.strip(), language) for part in value.split(joint)]
    known = [part for part in parts if part is not None]
    return told_joint.join(known) if len(known) == len(parts) else None


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    listed: dict[str, dict[str, str]] = _listed()["phrases"]
    return MappingProxyType({phrase.casefold(): told for phrase, told in listed.items()})


@cache
def _joints() -> Mapping[str, Mapping[str, str]]:
    listed: dict[str, dict[str, str]] = _listed()["joints"]
    return MappingProxyType(listed)


@cache
def _listed() -> Mapping[str, Any]:
    source = resources.files("broadcaster.help").joinpath("phrases.yml")
    read: Mapping[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return read
