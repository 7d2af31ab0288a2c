"""The language of a text: a suggestion only, French unless something else is likely."""

import re
from collections.abc import Callable

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

FRENCH_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        quand est c vous je j pas les des du où avec pour dans mon ma mes chez svp bonjour bjr slt
        merci travaux et au aux une qui quoi kan ki koi kel quel quelle quels quelles combien
        comment pourquoi pk coupure eau chantier batiment bâtiment escalier appart gardien loyer
        vs ça le
        """,
    )
)
"""Words that the other languages told apart do not have."""

SHORTEST = 8
"""Characters under which no language can be told: « ok », « info »."""

DEFAULT = "fr"


FEWEST_FRENCH = 2


def is_surely_french(text: str) -> bool:
    """True when a text has words that only French has."""
    words = set(re.findall(r"\w+", text.casefold()))
    return len(words & FRENCH_WORDS) >= FEWEST_FRENCH


def language_guesser() -> Callable[[str], str]:
    """A function from a text to a language code; loading it takes a moment, so it is made once."""
    detector = LanguageDetectorBuilder.from_languages(*SUPPORTED).with_low_accuracy_mode().build()

    def guess(text: str) -> str:
        if any("؀" <= char <= "ۿ" for char in text) or is_darija(text[:500]):
            return "ar"
        if len(text) < SHORTEST:
            return DEFAULT
        best, *_rest = detector.compute_language_confidence_values(text[:500])
        words = set(re.findall(r"\w+", text.casefold()))
        needed = SURE_DESPITE_FRENCH if words & FRENCH_WORDS else SURE
        return SUPPORTED[best.language] if best.value >= needed else DEFAULT

    return guess
