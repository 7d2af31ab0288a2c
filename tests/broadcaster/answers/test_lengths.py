"""How long a window is, in plain words."""

from datetime import datetime, timedelta

import pytest

from broadcaster.answers.dates import Dates
from tests.broadcaster.works.estate import on


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (on(12, 9), on(12, 12), "3 heures"),
        (on(12, 9), on(12, 9) + timedelta(minutes=45), "45 minutes"),
        (on(12, 9), on(12, 9) + timedelta(minutes=200), "environ 3 heures"),
        (on(12), on(13), "1 jour"),
        (on(12), on(16), "4 jours"),
        (on(12, 8), on(15, 17), "environ 4 jours"),
        (on(11), on(23), "2 semaines"),
        (on(11), on(27), "environ 2 semaines"),
        (on(11), on(1, month=9), "environ 4 mois"),
        (on(24, month=10), on(27, month=10), "3 jours"),  # the clocks change on the 25th
    ],
)
def test_a_length_in_the_unit_people_say_it_in(start: datetime, end: datetime, words: str) -> None:
    assert Dates("fr").length(start, end) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "about 2 weeks"),
        ("ar", "حوالي أسبوعان"),
        ("tr", "yaklaşık 2 hafta"),
        ("pt", "cerca de 2 semanas"),
        ("es", "environ 2 semaines"),
    ],
)
def test_in_every_language(language: str, words: str) -> None:
    assert Dates(language).length(on(11), on(27)) == words
