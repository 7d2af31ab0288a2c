"""The language of a text: French unless something else is likely."""

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("quand finit la façade ?", "fr"),
        ("c quand les travaux", "fr"),
        ("combien coûte internet", "fr"),
        ("lascenseur marche plus", "fr"),
        ("ok", "fr"),
        ("", "fr"),
        ("when will the water be back?", "en"),
        ("how much is the internet offer", "en"),
        ("متى تبدأ الأشغال", "ar"),
        ("asansör ne zaman çalışacak", "tr"),
        ("quando vão cortar a água", "pt"),
        ("o elevador está avariado desde ontem", "pt"),
    ],
)
def test_a_language_is_guessed(
    guess_language: Callable[[str], str], text: str, language: str
) -> None:
    assert guess_language(text) == language
