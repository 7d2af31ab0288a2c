"""Lengths of time in five languages and Darija."""

import pytest

from bot.nlu.dates.durations import Duration, Unit, durations_in
from bot.nlu.folding import plain_letters


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ça dure 3 jours ?", Duration(3, Unit.DAYS)),
        ("trois semaines", Duration(3, Unit.WEEKS)),
        ("2 moi", Duration(2, Unit.MONTHS)),
        ("une journée", Duration(1, Unit.DAYS)),
        ("3h", Duration(3, Unit.HOURS)),
        ("20 min", Duration(20, Unit.MINUTES)),
        ("two weeks", Duration(2, Unit.WEEKS)),
        ("2 hafta", Duration(2, Unit.WEEKS)),
        ("3 saat", Duration(3, Unit.HOURS)),
        ("duas semanas", Duration(2, Unit.WEEKS)),
        ("أسبوعين", Duration(2, Unit.WEEKS)),
        ("ساعتين", Duration(2, Unit.HOURS)),
        ("3 أيام", Duration(3, Unit.DAYS)),
        ("3 yam", Duration(3, Unit.DAYS)),
    ],
)
def test_a_length_of_time_is_read(said: str, meant: Duration) -> None:
    assert [length for length, *_place in durations_in(plain_letters(said))] == [meant]
    assert Duration.from_text(meant.as_text()) == meant


def test_a_text_may_name_none() -> None:
    assert durations_in("le 12 a 14h30 au batiment b") == []
