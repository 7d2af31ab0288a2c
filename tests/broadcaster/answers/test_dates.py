from datetime import UTC, datetime

import pytest

from broadcaster.answers.dates import Dates
from broadcaster.clock import PARIS


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "mardi 12 mai, de 9 h à 12 h 30"),
        ("en", "Tuesday 12 May, 9:00 to 12:30"),
        ("pt", "terça-feira 12 de maio, das 9:00 às 12:30"),
        ("tr", "12 Mayıs Salı, 9:00-12:30"),
        ("ar", "الثلاثاء 12 مايو من 9:00 إلى 12:30"),
        pytest.param("es", "mardi 12 mai, de 9 h à 12 h 30", id="unknown language"),
    ],
)
def test_hours_of_one_day(language: str, expected: str) -> None:
    assert Dates(language).span(at(12, 9), at(12, 12, 30)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "du lundi 4 mai au vendredi 8 mai"),
        ("en", "Monday 4 May to Friday 8 May"),
        ("pt", "de segunda-feira 4 de maio a sexta-feira 8 de maio"),
        ("tr", "4 Mayıs Pazartesi - 8 Mayıs Cuma"),
        ("ar", "من الاثنين 4 مايو إلى الجمعة 8 مايو"),
    ],
)
def test_whole_days_end_on_the_last_of_them(language: str, expected: str) -> None:
    assert Dates(language).span(at(4), at(9)) == expected


@pytest.mark.parametrize("language", ["fr", "en", "ar", "tr", "pt"])
def test_one_whole_day_is_said_as_a_day(language: str) -> None:
    dates = Dates(language)
    assert dates.span(at(12), at(13)) == dates.day(at(12))


def test_hours_over_two_days_name_both() -> None:
    assert (
        Dates("en").span(at(4, 22), at(5, 6)) == "Monday 4 May at 22:00, to Tuesday 5 May at 6:00"
    )


@pytest.mark.parametrize(
    ("language", "same_day", "other_day"),
    [("fr", "12 h", "mardi 5 mai, 12 h"), ("en", "12:00", "Tuesday 5 May at 12:00")],
)
def test_an_end_today_is_an_hour(language: str, same_day: str, other_day: str) -> None:
    dates = Dates(language)
    assert dates.until(at(4, 12), at(4, 9)) == same_day
    assert dates.until(at(5, 12), at(4, 9)) == other_day


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_lists(items: list[str], expected: str) -> None:
    assert Dates("fr").listed(items) == expected
