"""Words as tenants spell them, made comparable: how lists of words are looked for in a text."""

import re
from collections.abc import Sequence

from bot.nlu.folding import fold

LONGEST = 300
"""Characters read: what is asked for is said in fewer."""


def plain_words(text: str) -> str:
    """The words of a text without case, accents, doubled letters and signs."""
    return " ".join(re.findall(r"[\w']+", letters_once(text[:LONGEST])))


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Matches any of the words at the beginning of a word; nothing when there are none.

    A « = » before a word makes it whole.
    """
    # A French article is elided onto its noun: « l'échafaudage », « d'isolation ».
    parts = [spelling_of(word) for word in words]
    return re.compile(rf"(?:(?<=[\s'])|^)(?:{'|'.join(parts)})" if parts else r"(?!)")


def letters_once(text: str) -> str:
    """Folded, and each letter once: tenants double the wrong ones (« échaffaudage »)."""
    return re.sub(r"([^\W\d])\1+", r"\1", fold(text))


def spelling_of(word: str) -> str:
    """One word of a list as a pattern over plain words; a « = » before it makes it whole."""
    folded = re.escape(letters_once(word.removeprefix("=")))
    return rf"{folded}(?!\w)" if word.startswith("=") else folded
