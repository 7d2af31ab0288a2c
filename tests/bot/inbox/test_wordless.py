"""Messages without a word."""

import pytest

from bot.inbox.wordless import is_wordless, wordless_topic


@pytest.mark.parametrize("text", ["👍", "👍🏾", "🙏🙏", "❤️", " 😊 !"])
def test_a_kind_emoji_is_a_thank_you(text: str) -> None:
    assert wordless_topic(text) == "service_thanks"


@pytest.mark.parametrize("text", ["", "…", "???", "🤷"])
def test_what_says_nothing_has_no_topic(text: str) -> None:
    assert is_wordless(text)
    assert wordless_topic(text) is None


def test_an_emoji_beside_words_leaves_the_meaning_to_the_words() -> None:
    assert wordless_topic("c quand 👍") is None
