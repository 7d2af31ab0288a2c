"""First words: what the text that begins a request has told already, so that it is not asked.

« Je peux pas le 30, plutôt le 2 décembre » tells both days; « the guys broke my lamp » what is
damaged, whatever the thing is.
"""

import re
from functools import cache

from bot.actions.flows import words
from bot.actions.spoken import letters_once, pattern_of, plain_words

_OWN = re.compile(
    r"\b(?:mon|ma|mes|notre|nos|my|our|o meu|a minha|os meus|as minhas|meu|minha) (?P<thing>\w{3,})"
)
"""A thing of the writer's; French and English put its owner before it."""

_WORD = re.compile(r"[^\W\d_]+")


def tells_first(name: str, text: str) -> bool:
    """True when the first text holds an answer: also a thing that no list knows."""
    return words.tells(name, text) or (name == "what" and _names_own_thing(text))


def better_day(text: str) -> str | None:
    """The part of a text that tells which day suits instead; None where none is told."""
    for pivot in reversed(list(_WORD.finditer(text))):
        if letters_once(pivot[0]) in _instead():
            after = text[pivot.end() :].strip(" ,.;:!")
            if words.suits(after):
                return after
    return None


def _names_own_thing(text: str) -> bool:
    named = (found["thing"] for found in _OWN.finditer(plain_words(text)))
    return any(not _no_thing().match(thing) for thing in named)


@cache
def _instead() -> frozenset[str]:
    return frozenset(map(letters_once, words.listed("instead")))


@cache
def _no_thing() -> re.Pattern[str]:
    return pattern_of(words.listed("no_thing"))
