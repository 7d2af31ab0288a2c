"""The topics of the assistant as staff read them: a name, a sentence, and a search over both."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from broadcaster.console.words import said
from broadcaster.learning.likeness import folded

NONE_OF_THEM = "out_of_scope"
"""« Aucun de ces sujets »."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the catalogue."""

    name: str  # works_start
    label: str  # « début des travaux »
    description: str


@cache
def all_topics() -> tuple[Topic, ...]:
    """The catalogue, in its order."""
    content = files("broadcaster.console").joinpath("topics.yml").read_text("utf-8")
    return tuple(
        Topic(name, said(f"topic.{name}", name), text)
        for name, text in yaml.safe_load(content).items()
    )


def topic_named(name: str) -> Topic | None:
    """The topic of that name."""
    return next((topic for topic in all_topics() if topic.name == name), None)


def topics_named(names: Sequence[str]) -> list[Topic]:
    """The topics of those names that are in the catalogue, in the order given."""
    return [topic for name in names if (topic := topic_named(name)) is not None]


def find_topics(words: str) -> list[Topic]:
    """The topics whose name or sentence has all the words, or their beginnings; accents fold.

    One whose label is exactly what was typed is the only one.
    """
    wanted = folded(words)
    exact = [topic for topic in all_topics() if wanted in (folded(topic.label), folded(topic.name))]
    if exact:
        return exact
    return [topic for topic in all_topics() if wanted and _has(topic, wanted.split())]


def _has(topic: Topic, wanted: Sequence[str]) -> bool:
    words = folded(f"{topic.label} {topic.description}").split()
    return all(any(word.startswith(part) for word in words) for part in wanted)
