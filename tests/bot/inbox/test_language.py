"""The language of a text: French unless something else is likely."""

from collections.abc import Callable

import pytest

from bot.inbox.language import is_surely_french


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
        ("wach kayn lma lyoum", "ar"),
        ("3lach makach lma", "ar"),
        ("wa9tach tkemlou les travaux", "ar"),
        ("makach l'eau depuis sbah", "ar"),
        ("bat A3 esc 9 au 3e, c 7h30 ou 9h ?", "fr"),
        ("fini avant l'aïd inchallah ?", "fr"),
        ("wesh c kan la fin", "fr"),
        ("la sdb finit avant noel ?", "fr"),
        ("internet c combien", "fr"),
        ("y aura du bruit samedi", "fr"),
        ("le parking est ferme", "fr"),
        ("is the lift ok?", "en"),
        ("sular kesik", "tr"),
        ("elevador avariado", "pt"),
        ("quanto custa a internet", "pt"),
        ("asansör ne zaman çalışacak", "tr"),
        ("quando vão cortar a água", "pt"),
        ("o elevador está avariado desde ontem", "pt"),
    ],
)
def test_a_language_is_guessed(
    guess_language: Callable[[str], str], text: str, language: str
) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "vous finissez avant noel ?",
        "la réunion publique avant le 10 ?",
        "ya ascenseur ou pas ce soir",
    ],
)
def test_what_is_plainly_french_is_seen(text: str) -> None:
    assert is_surely_french(text)


@pytest.mark.parametrize(
    "text", ["bâtiment B escalier 2", "bonjour, merci", "elevador avariado", "su yok, merci"]
)
def test_greetings_and_places_show_no_language(text: str) -> None:
    assert not is_surely_french(text)
