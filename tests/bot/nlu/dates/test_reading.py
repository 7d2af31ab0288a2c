"""Days as tenants say them become dates, by rules that are written down."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.dates.reading import find_dates, find_when
from bot.nlu.dates.when import PartOfDay, When
from tools import shell

MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC)

_TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (shell.ROOT / "tests/bot/nlu/dates/expressions.yml").read_text("utf-8")
)
EXPRESSIONS = [
    pytest.param(said, str(meant), id=f"{language}: {said}")
    for language, said_and_meant in _TABLE.items()
    for said, meant in said_and_meant.items()
]


@pytest.mark.parametrize(("said", "meant"), EXPRESSIONS)
def test_what_is_said_is_what_is_meant(said: str, meant: str) -> None:
    when = find_when(said, MONDAY)
    assert (when.as_text() if when else "") == meant


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(EXPRESSIONS) >= 150


@pytest.mark.parametrize(
    ("now", "said", "meant"),
    [
        # A Thursday: « jeudi » is today, « jeudi prochain » in a week.
        (datetime(2026, 5, 7, 7, tzinfo=UTC), "jeudi", date(2026, 5, 7)),
        (datetime(2026, 5, 7, 7, tzinfo=UTC), "jeudi prochain", date(2026, 5, 14)),
        (datetime(2026, 5, 7, 7, tzinfo=UTC), "jeudi dernier", date(2026, 4, 30)),
        # A Sunday: next week begins tomorrow.
        (datetime(2026, 5, 10, 7, tzinfo=UTC), "jeudi prochain", date(2026, 5, 14)),
        # The last days of a month and of a year.
        (datetime(2026, 1, 30, 7, tzinfo=UTC), "le 30", date(2026, 1, 30)),
        (datetime(2026, 1, 31, 7, tzinfo=UTC), "le 30", date(2026, 3, 30)),
        (datetime(2026, 12, 30, 7, tzinfo=UTC), "le 2", date(2027, 1, 2)),
        (datetime(2026, 12, 30, 7, tzinfo=UTC), "le 2 janvier", date(2027, 1, 2)),
        (datetime(2027, 1, 5, 7, tzinfo=UTC), "le 20 décembre", date(2026, 12, 20)),
        # Paris has begun the next day while London has not.
        (datetime(2026, 5, 4, 22, 30, tzinfo=UTC), "aujourd'hui", date(2026, 5, 5)),
        (datetime(2026, 5, 4, 22, 30, tzinfo=UTC), "demain", date(2026, 5, 6)),
        (datetime(2028, 2, 20, 7, tzinfo=UTC), "le 29", date(2028, 2, 29)),
    ],
)
def test_the_day_it_is_said_on_decides(now: datetime, said: str, meant: date) -> None:
    when = find_when(said, now)
    assert when is not None
    assert when.first == meant


def test_every_day_of_a_text_is_found_where_it_stands() -> None:
    text = "Pas mardi, plutôt jeudi 14 au matin ou le 18 à 14h30 ?"
    said = find_dates(text, MONDAY)
    assert [text[one.start : one.end] for one in said] == ["mardi", "jeudi 14 au matin", "le 18"]
    assert [one.when for one in said] == [
        When(date(2026, 5, 5), date(2026, 5, 5)),
        When(date(2026, 5, 14), date(2026, 5, 14), PartOfDay.MORNING),
        When(date(2026, 5, 18), date(2026, 5, 18), hour=time(14, 30)),
    ]


@given(
    first=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    days=st.integers(0, 60),
    part=st.none() | st.sampled_from(PartOfDay),
    hour=st.none() | st.times().map(lambda one: one.replace(second=0, microsecond=0)),
)
def test_a_value_is_read_back_from_its_text(
    first: date, days: int, part: PartOfDay | None, hour: time | None
) -> None:
    last = date.fromordinal(first.toordinal() + days)
    when = When(first, last, part, hour)
    assert When.from_text(when.as_text()) == when


@given(st.text(max_size=200), st.integers(0, 90 * 365))
def test_no_text_breaks_the_reading(text: str, days: int) -> None:
    for said in find_dates(text, datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=days)):
        assert said.when.first <= said.when.last
        assert 0 <= said.start < said.end <= len(text)


HEAP = """
31 29 le du au 12 2 février/juin fin début mai jeudi lundi prochain dernier dans 3 99 mois semaines
depuis il y a 30/02 31/11 2026-13-40 00 premier matin à 25h 9h avant d'ici haftaya 12'si próxima
quinta بعد يومين
"""
FRAGMENTS = st.sampled_from(HEAP.split())


@given(st.lists(FRAGMENTS, max_size=8).map(" ".join))
def test_no_heap_of_dates_breaks_the_reading(text: str) -> None:
    for said in find_dates(text, MONDAY):
        assert said.when.first <= said.when.last
