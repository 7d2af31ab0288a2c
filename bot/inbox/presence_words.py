"""Presence words: what a short text answers to « serez-vous là ? », by ``presence.yml``."""

import re
from functools import cache
from importlib import resources

import yaml

from bot.nlu.folding import fold

MOST_WORDS = 10
"""Words of an answer at most; a longer text says more than yes or no."""

DIGITS = frozenset({"1", "2"})
"""Answers that are digits; they also answer other questions of ours."""


def says_coming(text: str) -> bool | None:
    """True for a yes, False for a no, None when a text says neither, or both, or asks."""
    said = _folded(text)
    if "?" in text or "؟" in text or not said or len(said.split()) > MOST_WORDS:
        return None
    yes, no = _is(said, "yes"), _is(said, "no")
    return yes if yes != no else None


def is_digit(text: str) -> bool:
    """True when a text is one of the digits that answer."""
    return _folded(text) in DIGITS


def _is(said: str, answer: str) -> bool:
    whole, begin, say = (_listed()[answer, way] for way in ("whole", "begin", "say"))
    padded = f" {said} "
    begins = any(padded.startswith(f" {word} ") for word in begin)
    return said in whole or begins or any(f" {word} " in padded for word in say)


def _folded(text: str) -> str:
    """The words without case and accents, a letter said at length once: « ouiii »."""
    plain = " ".join(re.findall(r"[\w']+|👍", fold(text)))
    return re.sub(r"([^\W\d])\1{2,}", r"\1", plain)


@cache
def _listed() -> dict[tuple[str, str], frozenset[str]]:
    source = resources.files("bot.inbox").joinpath("presence.yml").read_text("utf-8")
    listed: dict[str, dict[str, list[str]]] = yaml.safe_load(source)
    return {
        (answer, way): frozenset(map(_folded, words))
        for answer, ways in listed.items()
        for way, words in ways.items()
    }
