"""Where one text may hold several questions. Candidates only: the classifier confirms them."""

from __future__ import annotations

import re

_ASKING = (
    r"quand|combien|comment|pourquoi|est-ce|qu'est|quel(?:le)?s?|qui|"
    r"o[uù] (?:est|sont|se|dois|peut|puis|on|je|faut|aller)|jusqu|"
    r"c'est (?:quand|quoi|qui|combien|où)|"
    r"à quelle|a quelle|de quelle|"
    r"le (?:num|numéro|téléphone|nom)|il y a|je (?:veux|voudrais|peux|dois)|j'ai (?:plus|pas)|"
    r"(?:what|when|how|who|where|why|is|can|do|does|will)\b|"
    r"(?:quanto|quando|como|quem|onde|porque|qual)\b|(?:ne zaman|kim|nasıl|neden|kaç|nerede)\b|"
    r"(?:cuándo|cuando|cuánto|cuanto|cómo|quién|dónde)\b"
)
_MARKS = re.compile(r"[?!.;\n+•]+(?=\s|$|[^\W\d])|\s[/&]\s|\s-\s|(?<=\w)\s*،|؟")
_JOINED = re.compile(
    rf"(?:,|\bet puis\b|\bet aussi\b|\bet sinon\b|\bet\b|\bpuis\b|\baussi\b|\bsinon\b|\band\b"
    rf"|\be\b|\bve\b|\by\b|\bw\b|\bو)\s+(?=(?:{_ASKING}))",
    re.IGNORECASE,
)
_ASKING_LATER = re.compile(
    r"(?:,|\bet\b|\bpuis\b)\s+(?=[^,.!?\n]*\b(?:quand|combien|comment|quoi|qui|où|quel(?:le)?s?|pourquoi)\b)",
    re.IGNORECASE,
)
_ARABIC_JOINED = re.compile(r"\s+(?=و(?:متى|كم|كيف|أين|وين|من|هل|لماذا|علاش|شكون|فوقاش|وقتاش)\b)")
_ADDED = re.compile(
    r"\b(?:et aussi|et sinon|autre question|autre chose|deuxi[eè]me question|au fait|par contre"
    r"|en plus|d'autre part|and also|also|p\.?s\.?)\b",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 4


def split_questions(text: str) -> list[str]:
    """Return the parts of a text that may each be a question, in order; at least one."""
    separated = _MARKS.sub(lambda mark: mark.group().strip() + "\x00", text)
    for joint in (_JOINED, _ARABIC_JOINED, _ADDED, _ASKING_LATER):
        separated = joint.sub("\x00", separated)
    parts = [part.strip(" \t\n,;:+-/&?!.•؟") for part in separated.split("\x00")]
    asking = [part for part in parts if _letters(part) >= _FEWEST_LETTERS]
    return asking if len(asking) > 1 else [text.strip()]


def _letters(part: str) -> int:
    """Return how many letters a part has; « ok. » or « 3e, » asks nothing by itself."""
    return sum(character.isalpha() for character in part)
