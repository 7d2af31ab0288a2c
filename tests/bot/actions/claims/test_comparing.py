"""A day or an hour held against a window."""

from datetime import date, time

import pytest

from bot.actions.claims.claim import Aspect
from bot.actions.claims.comparing import Window, at_hour, is_then, is_those_days
from bot.nlu.dates.when import PartOfDay, When
from tests.broadcaster.works.estate import on

DAYS = Window(on(12), on(16))
"""Tuesday to Friday."""

VISIT = Window(on(12, 9), on(12, 12))
CUT = Window(on(12, 9), on(12, 12), fills=True)


def may(first: int, last: int | None = None) -> When:
    return When(date(2026, 5, first), date(2026, 5, last or first))


@pytest.mark.parametrize(
    ("aspect", "yes", "no"),
    [
        (Aspect.ON, [may(12), may(15), may(4, 12)], [may(11), may(16), may(18, 24)]),
        (Aspect.BEGINS, [may(12), may(11, 17)], [may(13), may(4, 10)]),
        (Aspect.ENDS, [may(15), may(11, 17)], [may(14), may(16)]),
        (Aspect.OVER, [may(15), may(20), may(4, 15)], [may(14)]),
        (Aspect.UNTIL, [may(15), may(4, 15)], [may(14), may(16)]),
    ],
)
def test_a_day_by_what_is_claimed_of_it(aspect: Aspect, yes: list[When], no: list[When]) -> None:
    assert {is_then(DAYS, when, aspect) for when in yes} == {True}
    assert {is_then(DAYS, when, aspect) for when in no} == {False}


def test_before_a_day_and_on_it_is_in_doubt() -> None:
    assert is_then(DAYS, may(4, 15), Aspect.OVER, before=True) is None
    assert is_then(DAYS, may(4, 16), Aspect.OVER, before=True) is True
    assert is_then(DAYS, may(4, 12), Aspect.BEGINS, before=True) is None


@pytest.mark.parametrize(
    ("aspect", "when", "so"),
    [
        (Aspect.ON, may(25), True),  # all of it is before
        (Aspect.ENDS, may(25), True),
        (Aspect.ON, may(12), False),  # it starts then
        (Aspect.ON, may(4, 11), False),
        (Aspect.ON, may(14), None),  # some of it is
        (Aspect.ENDS, may(14), False),
        (Aspect.OVER, may(4, 17), None),  # « avant la semaine prochaine »
        (Aspect.UNTIL, may(25), None),
    ],
)
def test_before_a_day(aspect: Aspect, when: When, so: bool | None) -> None:
    assert is_then(DAYS, when, aspect, before=True) is so


def test_days_from_and_to_are_those_days_and_no_others() -> None:
    assert is_those_days(DAYS, may(12, 15)) is True
    assert is_those_days(DAYS, may(18, 20)) is False
    assert is_those_days(DAYS, may(14, 20)) is None
    assert is_those_days(CUT, may(12, 14)) is None
    assert is_those_days(DAYS, may(13, 14), during=True) is None
    assert is_those_days(Window(on(12), on(16), fills=True), may(13, 14), during=True) is True


def test_whole_days_tell_nothing_of_a_morning_or_an_hour() -> None:
    morning = When(date(2026, 5, 12), date(2026, 5, 12), PartOfDay.MORNING)
    assert is_then(DAYS, morning) is None
    assert is_then(VISIT, morning) is True
    assert at_hour(DAYS, time(14), date(2026, 5, 12), Aspect.ON) is None
    assert at_hour(DAYS, time(14), date(2026, 5, 20), Aspect.ON) is False


@pytest.mark.parametrize(
    ("window", "aspect", "hour", "so"),
    [
        pytest.param(CUT, Aspect.ON, time(10), True, id="cut all along"),
        pytest.param(VISIT, Aspect.ON, time(10), None, id="they may come earlier"),
        pytest.param(VISIT, Aspect.ON, time(9), True, id="as planned"),
        pytest.param(VISIT, Aspect.ON, time(14), False, id="outside"),
        pytest.param(CUT, Aspect.BEGINS, time(10), False, id="not the beginning"),
        pytest.param(CUT, Aspect.ENDS, time(12), True, id="the end"),
        pytest.param(CUT, Aspect.ENDS, time(12, 15), None, id="nearly the end"),
        pytest.param(CUT, Aspect.ENDS, time(14), False, id="not the end"),
        pytest.param(CUT, Aspect.OVER, time(14), True, id="over by then"),
        pytest.param(Window(on(12, 9), on(12, 14)), Aspect.ENDS, time(2), True, id="2 is 14"),
    ],
)
def test_an_hour_by_what_is_claimed_of_it(
    window: Window, aspect: Aspect, hour: time, so: bool | None
) -> None:
    assert at_hour(window, hour, None, aspect) is so
