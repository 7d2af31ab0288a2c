"""Browsers by a short name: enough to tell one's own telephone from one's own desk."""

from typing import Final

from broadcaster.console.words import say

# The first word found counts: every browser also calls itself by the names of older ones.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def short_name(user_agent: str) -> str:
    """« Firefox, Android »; what is not known is said to be so."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    return ", ".join(one for one in (browser, system) if one) or say("browser.unknown")


def _first(words: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for word, name in words if word in user_agent), None)
