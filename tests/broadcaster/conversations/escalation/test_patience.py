"""Patience: an emergency counts minutes, anything else the hours of the office."""

from datetime import datetime, timedelta

import pytest

from broadcaster.clock import PARIS
from broadcaster.conversations.escalation.patience import Patience
from broadcaster.conversations.models import Thread, ThreadState

PATIENCE = Patience()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of May 2026: the 4th is a Monday, the 8th and 14th are holidays."""
    return datetime(2026, 5, day, hour, minute, tzinfo=PARIS)


def waits(since: datetime, *, urgent: bool = False) -> Thread:
    return Thread(state=ThreadState.OPEN, urgent=urgent, unanswered_since=since)


@pytest.mark.parametrize(
    ("since", "now", "step"),
    [
        pytest.param(at(4, 9), at(4, 12, 59), 0, id="not yet"),
        pytest.param(at(4, 9), at(4, 13), 1, id="four hours"),
        pytest.param(at(4, 9), at(4, 17), 2, id="eight hours"),
        pytest.param(at(4, 16), at(4, 20), 0, id="the evening does not count"),
        pytest.param(at(4, 16), at(5, 10, 59), 0, id="nor the night"),
        pytest.param(at(4, 16), at(5, 11), 1, id="the next morning does"),
        pytest.param(at(7, 16), at(11, 10, 59), 0, id="nor a holiday and a weekend"),
        pytest.param(at(7, 16), at(11, 11), 1, id="until Monday"),
        pytest.param(at(4, 9), at(4, 22), 0, id="nobody is told at night"),
    ],
)
def test_an_ordinary_wait(since: datetime, now: datetime, step: int) -> None:
    assert PATIENCE.step_of(waits(since), now) == step


@pytest.mark.parametrize(
    ("minutes", "step"), [(9, 0), (10, 1), (19, 1), (20, 2), (600, 2)], ids=str
)
def test_an_emergency_is_told_on_a_sunday_night(minutes: int, step: int) -> None:
    since = at(10, 2)
    now = since + timedelta(minutes=minutes)
    assert PATIENCE.step_of(waits(since, urgent=True), now) == step


def test_nobody_is_told_where_an_operator_wants_it_so() -> None:
    never = Patience(ordinary=timedelta())
    assert never.step_of(waits(at(4, 9)), at(6, 12)) == 0
    assert never.step_of(waits(at(4, 9), urgent=True), at(6, 12)) == 2


def test_who_has_an_answer_does_not_wait() -> None:
    answered = Thread(state=ThreadState.WAITING, urgent=True, unanswered_since=None)
    assert PATIENCE.step_of(answered, at(6, 12)) == 0
