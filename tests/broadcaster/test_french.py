"""Dates and hours as a tenant reads them, in the time of Paris."""

from datetime import UTC, datetime

import pytest

from broadcaster import french
from broadcaster.clock import PARIS


def paris(day: int, month: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "read"),
    [
        pytest.param(paris(12, 5, 9), "mardi 12 mai", id="plain"),
        pytest.param(paris(1, 5, 9), "vendredi 1er mai", id="first of the month"),
        pytest.param(paris(11, 5, 9), "lundi 11 mai", id="eleventh is not first"),
        pytest.param(paris(21, 5, 9), "jeudi 21 mai", id="twenty-first is not first"),
        pytest.param(
            datetime(2026, 5, 11, 22, 30, tzinfo=UTC), "mardi 12 mai", id="after midnight in Paris"
        ),
        pytest.param(
            datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "vendredi 1er janvier", id="next year"
        ),
    ],
)
def test_day(moment: datetime, read: str) -> None:
    assert french.day(moment) == read


def test_day_with_year_is_the_year_in_paris() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert french.day_with_year(new_year) == "vendredi 1er janvier 2027"


@pytest.mark.parametrize(
    ("moment", "read"),
    [
        pytest.param(paris(12, 5, 9), "9 h", id="sharp"),
        pytest.param(paris(12, 5, 9, 5), "9 h 05", id="five past"),
        pytest.param(paris(12, 5, 0), "0 h", id="midnight"),
        pytest.param(datetime(2026, 1, 12, 8, tzinfo=UTC), "9 h", id="winter time"),
        pytest.param(datetime(2026, 7, 13, 7, tzinfo=UTC), "9 h", id="summer time"),
    ],
)
def test_hour(moment: datetime, read: str) -> None:
    assert french.hour(moment) == read


@pytest.mark.parametrize(
    ("start", "end", "read"),
    [
        pytest.param(
            paris(12, 5, 9), paris(12, 5, 12), "mardi 12 mai, de 9 h à 12 h", id="one morning"
        ),
        pytest.param(paris(12, 5), paris(13, 5), "mardi 12 mai", id="one whole day"),
        pytest.param(
            paris(4, 5), paris(9, 5), "du lundi 4 mai au vendredi 8 mai", id="several whole days"
        ),
        pytest.param(
            paris(12, 5, 22),
            paris(13, 5, 6),
            "du mardi 12 mai, 22 h, au mercredi 13 mai, 6 h",
            id="over night",
        ),
        pytest.param(
            paris(28, 3),
            paris(30, 3),
            "du samedi 28 mars au dimanche 29 mars",
            id="over the change to summer time",
        ),
        pytest.param(paris(12, 5), paris(12, 5), "mardi 12 mai", id="no end given"),
    ],
)
def test_span(start: datetime, end: datetime, read: str) -> None:
    assert french.span(start, end) == read


@pytest.mark.parametrize("month", range(1, 13))
def test_no_date_holds_a_space_a_phone_shows_badly(month: int) -> None:
    """Babel's narrow and no-break spaces would also push a text out of GSM-7."""
    read = french.span(paris(1, month, 9, 30), paris(2, month, 17))
    assert not any(space in read for space in "\u00a0\u202f\u2009")
