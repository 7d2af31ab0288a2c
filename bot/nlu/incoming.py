"""What is done to a tenant's text before any Rasa code sees it."""

from __future__ import annotations

import unicodedata

LONGEST = 2000
"""Characters read of one text; a question is asked well before. The rest is not read."""


def safe_text(text: str) -> str:
    """Return the text without control characters, cut to :data:`LONGEST`, commands disarmed.

    Rasa obeys texts that begin with a slash (``/restart``, ``/EXTERNAL_reminder``): a tenant's
    slash is only ever a character.
    """
    kept = "".join(_visible(character) for character in text[: LONGEST * 2])
    return kept.strip()[:LONGEST].lstrip("/ ").strip()


def _visible(character: str) -> str:
    """Return the character; a line break stays, other control characters become a space."""
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Zs", "Zl", "Zp"}:
        return " "
    return "" if category == "Cf" and character != "\u200d" else character
