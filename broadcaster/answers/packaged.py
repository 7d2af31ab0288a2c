"""The answer texts Palier ships, read from the YAML files in ``seeds``.

A file holds topics; a topic holds cases; a case holds languages; a language holds one text for
both channels, or one text each for ``sms`` and ``web``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

from broadcaster.answers.models import AnswerChannel

TextKey = tuple[str, str, str, AnswerChannel]
"""Topic, case, language, channel."""

Cases = Mapping[str, Mapping[str, str | Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Seed:
    """One packaged text."""

    key: TextKey
    text: str


@cache
def seeds() -> Mapping[TextKey, Seed]:
    """Every packaged text by its key. Raises ValueError when two files give the same one."""
    found: dict[TextKey, Seed] = {}
    for seed in _read_all():
        if seed.key in found:
            message = f"two packaged texts for {seed.key}"
            raise ValueError(message)
        found[seed.key] = seed
    return MappingProxyType(found)


def _read_all() -> Iterator[Seed]:
    folder = resources.files("broadcaster.answers").joinpath("seeds")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yml"):
            topics: Mapping[str, Cases] = yaml.safe_load(file.read_text("utf-8"))
            for topic, cases in topics.items():
                yield from _of_topic(topic, cases)


def _of_topic(topic: str, cases: Cases) -> Iterator[Seed]:
    for case, languages in cases.items():
        for language, texts in languages.items():
            for channel, text in _by_channel(texts).items():
                key = (topic, case, language, AnswerChannel(channel))
                yield Seed(key, text)


def _by_channel(texts: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"sms": texts} if isinstance(texts, str) else texts
