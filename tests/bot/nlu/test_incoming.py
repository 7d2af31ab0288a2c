"""Whatever a phone can send is made harmless before Rasa sees it."""

import pytest

from bot.nlu.incoming import LONGEST, safe_text


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("/restart", "restart"),
        ("//EXTERNAL_reminder", "EXTERNAL_reminder"),
        ("  / /session_start", "session_start"),
        ("eau\x00 coupée", "eau  coupée"),
        ("\x00", ""),
        ("", ""),
        ("😀", "😀"),
        ("une\nautre", "une\nautre"),
        ("\ufeffbonjour", "bonjour"),
        ("lone \ud800 surrogate", "lone   surrogate"),
    ],
    ids=["command", "two slashes", "spaced slashes", "nul", "only nul", "empty", "emoji", "lines",
         "byte order mark", "surrogate"],
)  # fmt: skip
def test_text_is_made_harmless(sent: str, seen: str) -> None:
    assert safe_text(sent) == seen


def test_ten_thousand_characters_are_cut() -> None:
    assert len(safe_text("x" * 10_000)) == LONGEST


def test_a_slash_inside_stays() -> None:
    assert safe_text("bat A / esc 2") == "bat A / esc 2"
