"""Choices: what a tenant took of the topics they were offered, however they say it."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any  # what the YAML file holds

from bot.actions.packaged import packaged
from bot.nlu.folding import fold
from broadcaster.answers.labels import topic_labels
from broadcaster.conversations.clarifications import OTHER

LONGEST = 60
"""Characters: a longer text is a question of its own."""

MOST_NUMBER = 9
"""A larger number is a flat or an hour, not a choice."""

LIKE, PREFIX = 0.8, 4
"""How alike two words must be, and how long a clipped word (« appart »)."""


def read_choice(text: str, offered: Sequence[str]) -> tuple[str, ...] | None:
    """The topics a text takes of those offered; None when it is no answer to the question.

    « Aucun », and a digit that was not offered, take ``OTHER``.
    """
    said = _said(text)
    if not said or len(text) > LONGEST:
        return None
    topics = [topic for topic in offered if topic != OTHER]
    if said in _phrases("none"):
        return (OTHER,)
    if said in _phrases("both"):
        return tuple(topics)
    if said in _phrases("agreed"):
        return tuple(topics) if len(topics) == 1 else (OTHER,)
    return _by_number(said, offered) or _by_both(said, offered) or _by_words(said, topics)


def _by_number(said: str, offered: Sequence[str]) -> tuple[str, ...] | None:
    words = [word for word in said.split() if word not in _words("fillers")]
    numbers = [_number(word) for word in words]
    if not numbers or None in numbers:
        return None
    places = [number for number in numbers if number is not None]
    if max(places) > MOST_NUMBER:
        return None
    taken = [offered[place - 1] for place in places if 0 < place <= len(offered)]
    wanted = [topic for topic in dict.fromkeys(taken) if topic != OTHER]
    return tuple(wanted) or (OTHER,)


def _by_both(said: str, offered: Sequence[str]) -> tuple[str, ...] | None:
    """A digit with the words it stands for: « 2 votre appartement »."""
    first, *words = said.split()
    number = int(first) if first.isdecimal() and len(first) == 1 else 0
    if not words or not 0 < number <= len(offered):
        return None
    topic = offered[number - 1]
    telling = [word for word in words if word not in _words("fillers") | _words("empty")]
    return (topic,) if telling and _fits(telling, topic) else None


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)  # also the digits of Arabic
    return _numbers().get(word)


def _by_words(said: str, topics: Sequence[str]) -> tuple[str, ...] | None:
    """The topic whose label has all the words that were said, when only one has."""
    words = [word for word in said.split() if word not in _words("fillers") | _words("empty")]
    if not words:
        return None
    fitting = [topic for topic in topics if _fits(words, topic)]
    exact = [topic for topic in topics if said in map(_said, topic_labels()[topic].values())]
    found = exact or fitting
    return (found[0],) if len(found) == 1 else None


def _fits(words: Sequence[str], topic: str) -> bool:
    labels = (set(_said(label).split()) - _words("empty") for label in _labels(topic))
    return any(all(any(_alike(word, own) for own in label) for word in words) for label in labels)


def _labels(topic: str) -> Sequence[str]:
    return list(topic_labels().get(topic, {}).values())


def _alike(word: str, own: str) -> bool:
    word, own = word.removeprefix("ال"), own.removeprefix("ال")
    if word == own or (len(word) >= PREFIX and own.startswith(word)):
        return True
    return len(word) > PREFIX and SequenceMatcher(None, word, own).ratio() >= LIKE


def _said(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@cache
def _numbers() -> Mapping[str, int]:
    listed: Mapping[int, list[str]] = _listed()["numbers"]
    return {_said(word): number for number, words in listed.items() for word in words}


@cache
def _phrases(kind: str) -> frozenset[str]:
    listed: str = _listed()[kind]
    return frozenset(map(_said, listed.split("|")))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(_said(_listed()[kind]).split())


@cache
def _listed() -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged("bot.inbox", "choices.yml")
    return read
