"""The language of a text: a suggestion only, French unless something else is likely."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from lingua import Language, LanguageDetectorBuilder

from bot.actions.packaged import packaged
from bot.inbox.darija import is_darija
from bot.nlu.folding import plain_letters

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

LISTED = ("fr", "en", "tr", "pt", "es")
"""Languages whose words are listed."""

FEWEST_SHOWN = 2
"""Words of a language that show it without a guess, where another has fewer."""

TELLING_LENGTH = 20
"""Characters from which a guess holds that a word bears out, or nothing French contradicts."""

ARABIC = "ar"

_CODE = re.compile(r"https?://\S+|[\w.]+@\w[\w.]+")
_ELIDED = re.compile(r"(?<!\w)(?:[ldjnLDJN]|[Qq]u)['’](?=[aeiouyhéèêàâîô])(\w{3,})")
"""« L'ascenseur », « d'eau », « j'habite »: no other language told apart writes so."""

_TURNED = re.compile(
    r"(?<!\w)(?:(\w{3,}ez)[- ](?:moi|nous|les?|la)|(y) a (?:du|des|de|pas|plus|qu\w*|quoi))(?!\w)",
    re.IGNORECASE,
)
"""« Inscrivez-moi », « y a du wifi »: turns of French, whatever the words beside them."""

_BUILDING = re.compile(r"(?<!\w)[A-H](?!['’\w])")
"""A capital alone is a building: « prédio C ». Small, it is « c'est »."""

_MARKS_OF_CODE = re.compile(r"--|[;=<>{}\\|]")
MOST_MARKS = 1
"""More such marks in a text, and a machine wrote it: « '; DROP TABLE … ; -- »."""


def is_surely_french(text: str) -> bool:
    """True when a text has words that only French has, and only who speaks it writes.

    One is enough where nothing else is shown, if it is no name of a thing: those are borrowed.
    """
    shown = _shown_words(text)
    french = len(shown[DEFAULT])
    others = max(len(found) for one, found in shown.items() if one != DEFAULT)
    if french >= FEWEST_SHOWN:
        return french > others
    return bool(shown[DEFAULT] - _words_of("borrowed")) and others == 0 and not _has_letters(text)


def is_shown(text: str, guessed: str) -> bool:
    """True when a text shows the language guessed: its writer may have begun in another.

    French is also what is guessed for want of anything else, so it must show its own words; then
    any length will do: who was guessed wrong must not stay so. Arabic shows in a word.
    """
    if guessed == ARABIC or _greeted_in(text) == guessed:
        return True
    if guessed == DEFAULT:
        return not _is_code(text) and is_surely_french(text)
    shown = _shown_words(text)
    own = len(shown[guessed])
    if own >= FEWEST_SHOWN:
        return own > len(shown[DEFAULT])
    is_plain = own > 0 or _has_letters(text) or not shown[DEFAULT]
    return len(text) >= TELLING_LENGTH and is_plain


def language_guesser() -> Callable[[str], str]:
    """A function from a text to a language code; loading it takes a moment, so it is made once."""
    detector = LanguageDetectorBuilder.from_languages(*SUPPORTED).with_low_accuracy_mode().build()

    def guess(text: str) -> str:
        if any("؀" <= char <= "ۿ" for char in text) or is_darija(text[:500]):
            return ARABIC
        text = _CODE.sub(" ", text[:500])
        greeted = _greeted_in(text)
        if greeted is not None:
            return greeted
        if len(text) < SHORTEST and not _most_shown(text):
            return DEFAULT
        if _is_code(text):
            return DEFAULT
        told = _most_shown(text)
        if told is not None:
            return told
        best, *_rest = detector.compute_language_confidence_values(text)
        guessed = SUPPORTED[best.language]
        return guessed if best.value >= _needed(text, guessed) else DEFAULT

    return guess


def _greeted_in(text: str) -> str | None:
    """The language of a text that only says hello, where one language says it so."""
    said = " ".join(re.findall(r"\w+", text.casefold()))
    return _greetings().get(said)


def _is_code(text: str) -> bool:
    return len(_MARKS_OF_CODE.findall(text)) > MOST_MARKS


def _most_shown(text: str) -> str | None:
    """The language that words alone show: several of it, and fewer of every other."""
    shown = _shown_words(text)
    first, second = sorted(shown, key=lambda one: -len(shown[one]))[:2]
    if len(shown[first]) < FEWEST_SHOWN or len(shown[first]) == len(shown[second]):
        return None
    # Beside French words, another language's may be slips or names; of two neighbours, many are
    # the same: the detector decides.
    alike = first in IBERIAN and any(shown[one] for one in IBERIAN - {first})
    return first if first == DEFAULT or not (shown[DEFAULT] or alike) else None


def _shown_words(text: str) -> dict[str, frozenset[str]]:
    """The words of a text that show a language, by the language.

    What is borrowed shows no French beside two words of another language: « gaz ne zaman ».
    """
    words = _words_in(text) - _words_of("any")
    shown = {one: words & _words_of(one) for one in LISTED}
    shown[DEFAULT] = _french_in(text)
    others = max(len(found) for one, found in shown.items() if one != DEFAULT)
    if others >= FEWEST_SHOWN and shown[DEFAULT] <= _words_of("borrowed"):
        shown[DEFAULT] = frozenset()
    return shown


def _french_in(text: str) -> frozenset[str]:
    """The words of a text that only French has, its accents left out or not: « l'electricité »."""
    words = _words_in(text) - _words_of("any")
    plain = frozenset(plain_letters(word) for word in words)
    elided = {match.lower() for match in _ELIDED.findall(text)}
    turned = {one.lower() for found in _TURNED.findall(text) for one in found if one}
    return (words | plain) & _words_of(DEFAULT) | elided | turned


def _needed(text: str, guessed: str) -> float:
    """The confidence from which a text is taken to be in the language guessed."""
    words = _words_in(text)
    if _shown_words(text)[DEFAULT] or words & _words_of("any") & _words_of(DEFAULT):
        return NEVER if _is_short(text) else SURE_DESPITE_FRENCH
    near = IBERIAN if guessed in IBERIAN else {guessed}
    shown = any(words & _words_of(one) for one in near) or _has_letters(text)
    return SURE_DESPITE_FRENCH if _is_short(text) and not shown else SURE


def _has_letters(text: str) -> bool:
    return not _words_of("letters").isdisjoint(text.casefold())


def _is_short(text: str) -> bool:
    return len(re.findall(r"[^\W\d_]+", text)) < FEWEST_WORDS


def _words_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _BUILDING.sub(" ", text).casefold()))


@cache
def _greetings() -> Mapping[str, str]:
    told = {one: _listed().get(f"hello {one}", "") for one in LISTED}
    # Nothing said is no greeting: a question mark shows no language.
    return {
        said: one for one, all_said in told.items() if all_said for said in all_said.split(", ")
    }


@cache
def _words_of(language: str) -> frozenset[str]:
    return frozenset(_listed().get(language, "").split())


@cache
def _listed() -> Mapping[str, str]:
    listed: dict[str, str] = packaged("bot.inbox", "language_words.yml")
    return listed
