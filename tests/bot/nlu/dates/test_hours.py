"""An hour alone, and never a length of time."""

from datetime import time

import pytest

from bot.nlu.dates.hours import hours_in
from bot.nlu.folding import plain_letters


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("l'eau revient à 14h ?", time(14)),
        ("jusqu'à 9 heures", time(9)),
        ("vers 14h30 c'est bon ?", time(14, 30)),
        ("14h30 ?", time(14, 30)),
        ("coupé jusqu'à midi", time(12)),
        ("back by 2pm?", time(14)),
        ("at 2 o'clock", time(2)),
        ("saat 14'te geri gelecek mi", time(14)),
        ("volta às 14h?", time(14)),
        ("يعود الماء الساعة 14؟", time(14)),
        ("ghadi yrje3 m3a 14h", time(14)),
    ],
)
def test_an_hour_is_read_without_a_day(said: str, hour: time) -> None:
    assert [found for found, *_place in hours_in(plain_letters(said))] == [hour]


@pytest.mark.parametrize("said", ["ça dure 3 heures", "3h sans eau", "à 25h", "appt 14", "le 14"])
def test_what_is_no_hour_is_left(said: str) -> None:
    assert hours_in(plain_letters(said)) == []
