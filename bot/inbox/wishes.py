"""Wishes for a language, in words: « english please », « بالعربية », « répondez en turc »."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any  # what the YAML file holds

from bot.actions.packaged import packaged
from bot.nlu.folding import fold

LONGEST = 300
"""Characters read of a text."""

NEGATED_WITHIN = 3
"""Words before a language's name in which « pas » turns the wish round."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A language somebody asks to be answered in."""

    language: str
    is_all: bool  # the message says nothing else


def language_wish(text: str, told: str | None = None) -> Wish | None:
    """The language a text asks for, None when it asks for none or for several.

    ``told`` is the language it is written in beyond doubt: « je parle pas anglais » asks for that.
    """
    words = re.findall(r"\w+", fold(text[:LONGEST]))
    named = {_names()[word] for word in words if word in _names()}
    rest = [word for word in words if word not in _names() and word not in _words("fillers")]
    if len(named) == 1 and not rest:
        return Wish(named.pop(), is_all=True)
    asked = _asked_within(" ".join(words))
    if asked is None and told and len(named) == 1 and _refuses(words) and told not in named:
        others = [word for word in rest if word not in _words("negations") | _words("refusals")]
        return Wish(told, is_all=not others)
    return Wish(asked, is_all=False) if asked else None


def _refuses(words: Sequence[str]) -> bool:
    """True for « je ne comprends pas l'anglais », "I don't speak French"."""
    before = list(takewhile(lambda word: word not in _names(), words))
    kinds = ("negations", "refusals", "speakers")
    return all(not _words(kind).isdisjoint(before) for kind in kinds)


def _asked_within(said: str) -> str | None:
    found = {
        _names()[match["name"]]
        for pattern in _patterns()
        for match in pattern.finditer(said)
        if not _is_negated(_before_name(said, match))
    }
    return found.pop() if len(found) == 1 else None


def _before_name(said: str, match: re.Match[str]) -> str:
    """The words that may turn a wish round: from its verb, if it has one, else all before it.

    « Je comprends pas, écrivez en français » says what is not understood before it asks.
    """
    verb = said[match.start() : match.start("name")].split()
    return " ".join(verb) if len(verb) > 1 else said[: match.start("name")]


def _is_negated(before: str) -> bool:
    """« Je ne parle pas français »; not « I speak no French, English please »."""
    words = before.split()
    names = [place for place, word in enumerate(words) if word in _names()]
    since_name = words[names[-1] + 1 :] if names else words
    return any(word in _words("negations") for word in since_name[-NEGATED_WITHIN:])


@cache
def _names() -> Mapping[str, str]:
    names: Mapping[str, list[str]] = _listed()["names"]
    return {fold(name): language for language, listed in names.items() for name in listed}


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(map(fold, _listed()[kind].split()))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    longest_first = sorted(_names(), key=len, reverse=True)
    name = f"(?P<name>{'|'.join(longest_first)})"
    return tuple(
        re.compile(rf"\b{fold(pattern).replace('<name>', name)}\b")
        for pattern in _listed()["within"]
    )


@cache
def _listed() -> Mapping[str, Any]:
    read: Mapping[str, Any] = packaged("bot.inbox", "wishes.yml")
    return read
