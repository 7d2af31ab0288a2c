"""Messages without a word: a thumb up says thank you, three dots say nothing."""

from functools import cache

from bot.actions.packaged import packaged


def is_wordless(text: str) -> bool:
    """True when a text has neither a letter nor a digit."""
    return not any(char.isalnum() for char in text)


def wordless_topic(text: str) -> str | None:
    """The topic that an emoji-only text stands for; None when it has words or says nothing."""
    if not is_wordless(text):
        return None
    return next((_meanings()[char] for char in text if char in _meanings()), None)


@cache
def _meanings() -> dict[str, str]:
    listed: dict[str, str] = packaged("bot.inbox", "wordless.yml")
    return {emoji: topic for topic, emojis in listed.items() for emoji in emojis}
