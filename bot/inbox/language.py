"""The language of a text: a suggestion only, French unless something else is likely."""

import re
from collections.abc import Callable
from functools import cache
from importlib import resources

import yaml
from lingua import Language, LanguageDetectorBuilder

from bot.inbox.darija import is_darija

SUPPORTED = {
    Language.FRENCH: "fr",
    Language.ENGLISH: "en",
    Language.ARABIC: "ar",
    Language.TURKISH: "tr",
    Language.PORTUGUESE: "pt",
    Language.SPANISH: "es",
}
"""The languages told apart, by their ISO 639-1 code."""

SURE = 0.6
"""Below this confidence a text counts as French, which most short texts are."""

SURE_DESPITE_FRENCH = 0.95
"""The same for a text with a word in it that only French has: « quand finit la façade ? »."""

FEWEST_WORDS = 6
"""Words under which a guess alone says little: the text must show words of the language too."""

NEVER = 1.1
"""For a short text with such a word: no guess changes what it shows."""

IBERIAN = frozenset({"pt", "es"})
"""Told apart by the guess alone: what shows one of them is hardly ever French."""

SHORTEST = 8
"""Characters under which no language can be told: « ok », « info »."""

DEFAULT = "fr"


FEWEST_FRENCH = 2


def is_surely_french(text: str) -> bool:
    """True when a text has words that only French has, and only who speaks it writes."""
    words = _words_in(text) & _words_of(DEFAULT)
    return len(words - _words_of("any")) >= FEWEST_FRENCH


def language_guesser() -> Callable[[str], str]:
    """A function from a text to a language code; loading it takes a moment, so it is made once."""
    detector = LanguageDetectorBuilder.from_languages(*SUPPORTED).with_low_accuracy_mode().build()

    def guess(text: str) -> str:
        if any("؀" <= char <= "ۿ" for char in text) or is_darija(text[:500]):
            return "ar"
        if len(text) < SHORTEST:
            return DEFAULT
        best, *_rest = detector.compute_language_confidence_values(text[:500])
        guessed = SUPPORTED[best.language]
        return guessed if best.value >= _needed(text, guessed) else DEFAULT

    return guess


def _needed(text: str, guessed: str) -> float:
    """The confidence from which a text is taken to be in the language guessed."""
    words = _words_in(text)
    if words & _words_of(DEFAULT):
        return NEVER if _is_short(text) else SURE_DESPITE_FRENCH
    near = IBERIAN if guessed in IBERIAN else {guessed}
    shown = any(words & _words_of(one) for one in near) or _has_letters(text)
    return SURE_DESPITE_FRENCH if _is_short(text) and not shown else SURE


def _has_letters(text: str) -> bool:
    return not _words_of("letters").isdisjoint(text.casefold())


def _is_short(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", text)) < FEWEST_WORDS


def _words_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@cache
def _words_of(language: str) -> frozenset[str]:
    source = resources.files("bot.inbox").joinpath("language_words.yml").read_text("utf-8")
    listed: dict[str, str] = yaml.safe_load(source)
    return frozenset(listed.get(language, "").split())
