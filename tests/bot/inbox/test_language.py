"""The language of a text: French unless something else is likely."""

from collections.abc import Callable

import pytest

from bot.inbox.language import is_shown, is_surely_french


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
        ("gaz ne zaman kesilecek", "tr"),
        ("C binası merdiven 2", "tr"),
        ("prédio C escada 2", "pt"),
        ("quando mudam os radiadores", "pt"),
        ("I live in building C", "en"),
        ("l'electricité coupé lundi ?", "fr"),
        ("l'ascenceur d'apres vous", "fr"),
        ("C quand le gaz", "fr"),
        ("le gaz coupé lundi", "fr"),
        ("elevador avariado", "pt"),
        ("quanto custa a internet", "pt"),
        ("asansör ne zaman çalışacak", "tr"),
        ("quando vão cortar a água", "pt"),
        ("o elevador está avariado desde ontem", "pt"),
        ("mon mari est decedé l'an dernier, quand sont mes fenetres", "fr"),
        ("combien internet", "fr"),
        ("les fenetres c'est le 4 decembre ?", "fr"),
        ("papa respire mal il bouge plus", "fr"),
        ("I smell gas in my flat what do I do", "en"),
        ("su yok", "tr"),
        ("SELECT * FROM users WHERE id=1; DROP TABLE tenants; --", "fr"),
        ("https://example.com/where/is/the/water", "fr"),
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mon père respire mal", "fr"),
        ("combien internet", "fr"),
        ("rappelez moi svp", "fr"),
        ("su yok", "tr"),
        ("there is a fire", "en"),
        ("I smell gas in my flat what do I do", "en"),
        ("o elevador está avariado desde ontem", "pt"),
        ("ma kayn lma", "ar"),
    ],
)
def test_a_language_shows_however_short_the_text(
    guess_language: Callable[[str], str], text: str, language: str
) -> None:
    assert guess_language(text) == language
    assert is_shown(text, language)


@pytest.mark.parametrize(
    "text",
    ["ok", "merci", "internet", "fenetres", "bat B 12", "chauffage", "robert'); DROP TABLE x;--",
     "SELECT * FROM users WHERE id=1; DROP TABLE tenants;"],
)  # fmt: skip
def test_a_text_in_doubt_shows_none(guess_language: Callable[[str], str], text: str) -> None:
    assert not is_shown(text, guess_language(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [("Merhaba", "tr"), ("Bom dia!", "pt"), ("olá", "pt"), ("hola", "es"), ("hello", "fr"),
     ("salam", "fr"), ("salut", "fr")],
)  # fmt: skip
def test_a_greeting_of_one_language_shows_it(
    guess_language: Callable[[str], str], text: str, language: str
) -> None:
    assert guess_language(text) == language
    assert language == "fr" or is_shown(text, language)
