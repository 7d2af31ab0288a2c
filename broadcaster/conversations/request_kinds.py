"""The kinds of requests, what each asks of the tenant, and how staff read its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any  # what the YAML file holds

import yaml

HOME = "home"
"""The answer « where do you live », asked where the register does not know it."""


@dataclass(frozen=True, slots=True)
class RequestKind:
    """What a tenant can ask a person for."""

    topic: str
    label: str
    answers: Mapping[str, str]  # the French label of each answer, in the order they are asked


@cache
def request_kinds() -> Mapping[str, RequestKind]:
    """Every kind of request by its topic."""
    source = resources.files("broadcaster.conversations").joinpath("requests.yml")
    listed: Mapping[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    return MappingProxyType(
        {
            topic: RequestKind(topic, fields["label"], MappingProxyType(fields["answers"]))
            for topic, fields in listed.items()
        }
    )
