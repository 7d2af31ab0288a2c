"""What staff often write is told in the tenant's language, whole or not at all."""

import pytest

from broadcaster.help.phrases import translated


@pytest.mark.parametrize(
    ("value", "language", "told"),
    [
        ("1,24 € par mois", "en", "1,24 € a month"),
        ("1 € par mois et par logement", "tr", "daire başına ayda 1 €"),
        ("chaque logement, dans les charges", "pt", "cada casa, nos encargos"),
        ("internet et la télé", "ar", "الإنترنت والتلفاز"),
        ("Chaque lundi, de 14 h à 16 h", "en", "every Monday, 14:00 to 16:00"),
        ("il reçoit les appels, il n’en passe pas", "en", "it receives calls, it makes none"),
    ],
)
def test_a_usual_phrase_is_translated(value: str, language: str, told: str) -> None:
    assert translated(value, language) == told


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("chaque logement, sauf au 3e", "en"),
        ("de 14 h 30 à 16 h", "en"),
        ("1 € par mois", "fr"),
        ("1 € par mois", "es"),
        ("", "ar"),
    ],
)
def test_anything_else_stays_in_staffs_words(value: str, language: str) -> None:
    assert translated(value, language) == value
