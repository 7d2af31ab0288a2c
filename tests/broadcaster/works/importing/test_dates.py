from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.clock import PARIS
from broadcaster.works.importing.dates import DateError, read_end, read_moment

DAY = datetime(2026, 5, 12, tzinfo=PARIS)
NINE = datetime(2026, 5, 12, 9, tzinfo=PARIS)
HALF_PAST = datetime(2026, 5, 12, 9, 30, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("text", "at", "has_hour"),
    [
        pytest.param("12/05/2026", DAY, False, id="day"),
        pytest.param("12/5/26", DAY, False, id="short year"),
        pytest.param("12.05.2026", DAY, False, id="dots"),
        pytest.param("12-05-2026", DAY, False, id="dashes"),
        pytest.param("12 mai 2026", DAY, False, id="month in letters"),
        pytest.param("le mardi 12 mai 2026", DAY, False, id="weekday"),
        pytest.param("mar. 12/05/2026", DAY, False, id="weekday cut"),
        pytest.param("12/05/2026 9h", NINE, True, id="hour"),
        pytest.param("12/05/2026 9 h", NINE, True, id="hour apart"),
        pytest.param("12/05/2026 à 9h00", NINE, True, id="à"),
        pytest.param("12/05/2026 9h30", HALF_PAST, True, id="half"),
        pytest.param("12/05/2026 09:30", HALF_PAST, True, id="colon"),
        pytest.param("12/05/2026 09:30:00", HALF_PAST, True, id="seconds"),
        pytest.param("Mardi 12 MAI 2026 à 9 heures", NINE, True, id="in words"),
        pytest.param("1er août 2026", datetime(2026, 8, 1, tzinfo=PARIS), False, id="1er"),
        pytest.param("2026-05-12", DAY, False, id="ISO day"),
        pytest.param("2026-05-12 09:30", HALF_PAST, True, id="ISO, Paris time"),
        pytest.param("2026-05-12T07:30Z", HALF_PAST, True, id="ISO, UTC"),
        pytest.param("2026-05-12T09:30:00+02:00", HALF_PAST, True, id="ISO, offset"),
    ],
)
def test_reads(text: str, at: datetime, has_hour: bool) -> None:
    moment = read_moment(text)
    assert (moment.at, moment.has_hour) == (at, has_hour)
    assert moment.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("bientôt", "date", id="words"),
        pytest.param("12/05", "date", id="no year"),
        pytest.param("46154", "date", id="number"),
        pytest.param("12/05-2026", "date", id="mixed signs"),
        pytest.param("12 maie 2026", "date", id="no such month"),
        pytest.param("foo 12 mai 2026", "date", id="no such weekday"),
        pytest.param("31/02/2026", "no_such_day", id="31 February"),
        pytest.param("12/13/2026", "no_such_day", id="American order"),
        pytest.param("12/05/2026 25h", "no_such_day", id="25 h"),
        pytest.param("2026-02-31", "no_such_day", id="ISO 31 February"),
        pytest.param("29/03/2026 2h30", "no_such_day", id="hour skipped in March"),
        pytest.param("12/05/1926", "year", id="a century ago"),
        pytest.param("0001-01-01", "year", id="year 1"),
        pytest.param("lundi 12 mai 2026", "wrong_weekday", id="wrong weekday"),
    ],
)
def test_refuses(text: str, key: str) -> None:
    with pytest.raises(DateError) as refusal:
        read_moment(text)
    assert refusal.value.key == key


def test_an_end_may_be_an_hour_of_the_same_day() -> None:
    start = read_moment("12/05/2026 9h")
    assert read_end("12h", start).at == datetime(2026, 5, 12, 12, tzinfo=PARIS)
    assert read_end("13/05/2026 12h", start).at == datetime(2026, 5, 13, 12, tzinfo=PARIS)


def test_the_day_after_is_midnight_also_when_the_clocks_change() -> None:
    moment = read_moment("28/03/2026")
    assert moment.day_after == datetime(2026, 3, 29, tzinfo=PARIS)
    assert read_moment("29/03/2026").day_after == datetime(2026, 3, 30, tzinfo=PARIS)


@given(st.text(alphabet="0123456789/-. :hàTZmai+", max_size=24) | st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    moment = None
    with suppress(DateError):
        moment = read_moment(text)
    assert moment is None or moment.at.tzinfo is UTC
