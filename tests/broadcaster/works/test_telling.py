"""Telling: one key for what is true, comparable as text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.works.models import MilestoneState
from broadcaster.works.telling import END_FROM, NOTHING, OVER, minute_key, truth, window_of

START = datetime(2026, 5, 12, 7, tzinfo=UTC)
END = START + timedelta(hours=3)
MINUTES = st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(second=0, microsecond=0, tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("planned", "2026-05-12T07:00Z/2026-05-12T10:00Z"),
        ("confirmed", "2026-05-12T07:00Z/2026-05-12T10:00Z"),
        ("under_way", "2026-05-12T07:00Z/2026-05-12T10:00Z"),
        ("done", OVER),
        ("cancelled", NOTHING),
    ],
)
def test_what_is_true_of_a_milestone(state: str, key: str) -> None:
    assert truth(MilestoneState(state), START, END) == key


@given(MINUTES, MINUTES)
def test_a_window_is_read_back_and_its_end_compares_in_sql(start: datetime, end: datetime) -> None:
    key = truth(MilestoneState.PLANNED, start, end)
    assert window_of(key) == (start, end)
    assert key[END_FROM - 1 :] == minute_key(end)
    assert (key[END_FROM - 1 :] > minute_key(start)) == (end > start)


@pytest.mark.parametrize("key", [NOTHING, OVER])
def test_other_keys_tell_no_window(key: str) -> None:
    assert window_of(key) is None
    assert key[END_FROM - 1 :] == ""
