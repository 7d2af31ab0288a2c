"""The language of a text: a suggestion only, French unless something else is likely."""

from collections.abc import Callable

from lingua import Language, LanguageDetectorBuilder

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

SHORTEST = 8
"""Characters under which no language can be told: « ok », « info »."""

DEFAULT = "fr"


def language_guesser() -> Callable[[str], str]:
    """A function from a text to a language code; loading it takes a moment, so it is made once."""
    detector = LanguageDetectorBuilder.from_languages(*SUPPORTED).with_low_accuracy_mode().build()

    def guess(text: str) -> str:
        if any("؀" <= char <= "ۿ" for char in text):
            return "ar"
        if len(text) < SHORTEST:
            return DEFAULT
        best, *_rest = detector.compute_language_confidence_values(text[:500])
        return SUPPORTED[best.language] if best.value >= SURE else DEFAULT

    return guess
