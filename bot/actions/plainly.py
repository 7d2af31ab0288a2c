"""Plainly: what the words of a question say beyond doubt, whatever the classifier took them for.

« La fenêtre neuve ne ferme pas » is about windows to a classifier, and to a tenant a job badly
done: the calendar is no answer to it. The rules are data, in ``plainly.yml``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any  # what the YAML file holds

from bot.actions.dialogue import NOT_UNDERSTOOD
from bot.actions.message import Question
from bot.actions.packaged import packaged
from bot.actions.spoken import letters_once, plain_words

BEYOND_DOUBT = 0.95
"""How sure a topic is that the words themselves say."""

UNCLEAR = "unclear"
"""In ``instead_of``: whatever was not understood."""

_SOME_WORDS = r"(?:[\w'-]+ ){0,6}?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A topic, and the words that say it where the classifier gives another."""

    topic: str
    instead_of: frozenset[str]
    said: re.Pattern[str]
    unless: re.Pattern[str]
    asked: bool  # only of what ends with a question mark

    def holds(self, question: Question, words: str) -> bool:
        """True when a question is about this rule's topic instead."""
        if question.topic not in self.instead_of or (self.asked and "?" not in question.text):
            return False
        return bool(self.said.search(words)) and not self.unless.search(words)


def heard_plainly(question: Question) -> Question:
    """The question under the topic its words say, where they leave no doubt."""
    words = plain_words(question.text)
    rule = next((one for one in _rules() if one.holds(question, words)), None)
    if rule is None:
        return question
    return replace(question, topic=rule.topic, confidence=BEYOND_DOUBT, choices=())


@cache
def _rules() -> Sequence[Rule]:
    return tuple(_read(packaged("bot.actions", "plainly.yml")))


def _read(listed: Mapping[str, Any]) -> Iterator[Rule]:
    parts: dict[str, str] = {"number": r"\d{1,2}"}
    parts |= {name: re.sub(r"\|\s+", "|", ways) for name, ways in listed["parts"].items()}
    for one in listed["rules"]:
        topics = frozenset(
            NOT_UNDERSTOOD if name == UNCLEAR else name for name in one["instead_of"]
        )
        said, unless = _pattern(one["said"], parts), _pattern(one.get("unless", []), parts)
        yield Rule(one["topic"], topics, said, unless, one.get("asked", False))


def _pattern(ways: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    """Matches any of the ways as whole words; nothing when there are none."""
    if not ways:
        return re.compile(r"(?!)")
    named = re.sub(r"<(\w+)>", lambda part: parts[part[1]], "|".join(ways))
    letters = letters_once(named).replace(".. ", _SOME_WORDS)
    return re.compile(rf"(?:(?<=[\s'-])|^)(?:{letters})(?!\w)")
