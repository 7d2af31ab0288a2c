"""« 3 jours ? », « 2 semaines ? » held against a window."""

from datetime import datetime

import pytest

from bot.actions.claims.lengths import is_as_long
from bot.nlu.dates.durations import Duration, Unit
from tests.broadcaster.works.estate import on

HOURS, DAYS, WEEKS, MONTHS = Unit.HOURS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS


@pytest.mark.parametrize(
    ("number", "unit", "start", "end", "so"),
    [
        pytest.param(3, HOURS, on(12, 9), on(12, 12), True, id="to the hour"),
        pytest.param(2, HOURS, on(12, 9), on(12, 12), False, id="another number of hours"),
        pytest.param(3, HOURS, on(12), on(13), None, id="a day whose hours are not known"),
        pytest.param(3, HOURS, on(12), on(15), False, id="three days are not three hours"),
        pytest.param(2, DAYS, on(12, 9), on(12, 12), False, id="a morning is not two days"),
        pytest.param(1, DAYS, on(12, 9), on(12, 12), False, id="a morning is not a day"),
        pytest.param(1, DAYS, on(12, 8), on(12, 17), True, id="a working day"),
        pytest.param(3, DAYS, on(12), on(15), True, id="whole days"),
        pytest.param(4, DAYS, on(8), on(12), True, id="Friday to Monday, all counted"),
        pytest.param(2, DAYS, on(8), on(12), True, id="Friday to Monday, without the weekend"),
        pytest.param(3, DAYS, on(8), on(12), None, id="between the two"),
        pytest.param(5, DAYS, on(8), on(12), False, id="more than either"),
        pytest.param(2, WEEKS, on(11), on(23), True, id="Monday to Friday of the next week"),
        pytest.param(1, WEEKS, on(11), on(16), True, id="a working week"),
        pytest.param(3, WEEKS, on(11), on(27), None, id="nearly three"),
        pytest.param(4, WEEKS, on(11), on(23), False, id="twice as long"),
        pytest.param(2, MONTHS, on(4), on(1, month=7), True, id="about two months"),
        pytest.param(6, MONTHS, on(4), on(1, month=7), False, id="far from six"),
    ],
)
def test_a_length_is_so_not_so_or_in_doubt(
    number: int, unit: Unit, start: datetime, end: datetime, so: bool | None
) -> None:
    assert is_as_long(Duration(number, unit), start, end) is so
