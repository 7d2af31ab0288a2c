"""Presence words: what a short text answers to « serez-vous là ? », by ``presence.yml``."""

import re
from enum import StrEnum
from functools import cache

from bot.actions.packaged import packaged
from bot.nlu.folding import fold

MOST_WORDS = 10
"""Words of an answer at most; a longer text says more than yes or no."""

MOST_WITH_CONDITION = 16
"""The same of a yes with its condition: « oui mais pas le 8, j'ai un rendez-vous »."""

DIGITS = frozenset({"1", "2"})
"""Answers that are digits; they also answer other questions of ours."""

_HOUR = re.compile(r"\b\d{1,2} ?(?:h|heures?|am|pm)\b|\b\d{1,2}h\d{2}\b|\b\d{1,2}:\d{2}\b")


class Said(StrEnum):
    """What is answered."""

    YES = "yes"
    YES_IF = "yes_if"  # with a condition that staff must read
    NO = "no"
    UNSURE = "unsure"


def says_presence(text: str) -> Said | None:
    """What a text answers; None when it says nothing of it, or both yes and no, or asks."""
    said = _folded(text)
    if "?" in text or "؟" in text or not said or len(said.split()) > MOST_WITH_CONDITION:
        return None
    yes, no = _is(said, "yes"), _is(said, "no")
    if _is(said, "unsure") and not yes:
        return Said.UNSURE
    if yes and _has_condition(text, said) and not _begins(said, "no"):
        return Said.YES_IF
    if yes == no or len(said.split()) > MOST_WORDS:
        return None
    return Said.YES if yes else Said.NO


def is_digit(text: str) -> bool:
    """True when a text is one of the digits that answer."""
    return _folded(text) in DIGITS


def _has_condition(text: str, said: str) -> bool:
    return _is(said, "if") or bool(_HOUR.search(fold(text)))


def _is(said: str, answer: str) -> bool:
    padded = f" {said} "
    is_said = any(f" {word} " in padded for word in _listed().get((answer, "say"), ()))
    return said in _listed().get((answer, "whole"), ()) or _begins(said, answer) or is_said


def _begins(said: str, answer: str) -> bool:
    padded = f" {said} "
    return any(padded.startswith(f" {word} ") for word in _listed().get((answer, "begin"), ()))


def _folded(text: str) -> str:
    """The words without case and accents, a letter said at length once: « ouiii »."""
    plain = " ".join(re.findall(r"[\w']+|👍", fold(text)))
    return re.sub(r"([^\W\d])\1{2,}", r"\1", plain)


@cache
def _listed() -> dict[tuple[str, str], frozenset[str]]:
    listed: dict[str, dict[str, list[str]]] = packaged("bot.inbox", "presence.yml")
    return {
        (answer, way): frozenset(map(_folded, words))
        for answer, ways in listed.items()
        for way, words in ways.items()
    }
