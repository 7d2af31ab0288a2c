"""Moments: the same hour on every day of the year, an open day, and never after the event."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.campaigns.models import Moment
from broadcaster.campaigns.plans.moments import (
    REMINDERS,
    SOON,
    Place,
    choose,
    due_times,
    is_whole_days,
    lives_until,
)
from broadcaster.clock import PARIS
from broadcaster.sending.gate.hours import MONDAY_TO_SATURDAY, Timetable, next_opening, zone_of

ALSACE, MARNE, REUNION = "67", "51", "974"
DEPARTMENTS = st.sampled_from(["", MARNE, ALSACE, "57", "971", "972", "973", REUNION, "976"])


def place(department: str = "", courtesy: tuple[int, int] = (8, 20)) -> Place:
    opens, closes = (time(hour) for hour in courtesy)
    return Place(department, Timetable(MONDAY_TO_SATURDAY, ((opens, closes),)))


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def due(start: datetime, department: str = "") -> list[str]:
    times = due_times(start, place(department))
    zone = zone_of(department)
    return [f"{times[moment].astimezone(zone):%a %d/%m %H:%M}" for moment in REMINDERS]


@pytest.mark.parametrize(
    ("start", "department", "expected"),
    [
        pytest.param(
            at(2026, 5, 19, 9), MARNE, ["Sat 18/04 10:00", "Tue 12/05 10:00", "Mon 18/05 17:00"],
            id="the 19th is a Sunday",
        ),
        pytest.param(
            at(2026, 5, 4, 9), "", ["Sat 04/04 10:00", "Mon 27/04 10:00", "Sat 02/05 17:00"],
            id="the eve of a Monday is told on Saturday",
        ),
        pytest.param(
            at(2026, 5, 2, 9), "", ["Thu 02/04 10:00", "Sat 25/04 10:00", "Thu 30/04 17:00"],
            id="1 May is closed",
        ),
        pytest.param(
            at(2026, 4, 4, 9), MARNE, ["Thu 05/03 10:00", "Sat 28/03 10:00", "Fri 03/04 17:00"],
            id="Good Friday is a day like others in Champagne",
        ),
        pytest.param(
            at(2026, 4, 4, 9), ALSACE, ["Thu 05/03 10:00", "Sat 28/03 10:00", "Thu 02/04 17:00"],
            id="and a holiday in Alsace",
        ),
        pytest.param(
            at(2026, 10, 26, 9), "", ["Sat 26/09 10:00", "Mon 19/10 10:00", "Sat 24/10 17:00"],
            id="the clocks go back on Sunday 25 October",
        ),
        pytest.param(
            at(2026, 11, 24, 9), "", ["Sat 24/10 10:00", "Tue 17/11 10:00", "Mon 23/11 17:00"],
            id="thirty days with one of 25 hours",
        ),
        pytest.param(
            at(2027, 3, 30, 9), "", ["Sat 27/02 10:00", "Tue 23/03 10:00", "Sat 27/03 17:00"],
            id="Easter Monday, and the clocks went forward on 28 March",
        ),
        pytest.param(
            at(2027, 4, 1), "", ["Tue 02/03 10:00", "Thu 25/03 10:00", "Wed 31/03 17:00"],
            id="seven days with one of 23 hours",
        ),
        pytest.param(
            at(2026, 12, 22), REUNION, ["Sat 21/11 10:00", "Tue 15/12 10:00", "Mon 21/12 17:00"],
            id="on the clock of the Réunion",
        ),
        pytest.param(
            at(2026, 12, 21), REUNION, ["Sat 21/11 10:00", "Mon 14/12 10:00", "Sat 19/12 17:00"],
            id="whose holiday on 20 December is a Sunday",
        ),
    ],
)  # fmt: skip
def test_each_moment_is_on_an_open_day_at_its_hour(
    start: datetime, department: str, expected: list[str]
) -> None:
    assert due(start, department) == expected


@pytest.mark.parametrize(
    ("courtesy", "hours"),
    [
        pytest.param((11, 20), [11, 11, 17], id="opens late"),
        pytest.param((8, 16), [10, 10, 15], id="closes early"),
    ],
)
def test_the_hours_an_operator_set_are_kept(courtesy: tuple[int, int], hours: list[int]) -> None:
    times = due_times(at(2026, 5, 19, 9), place(courtesy=courtesy))
    assert [times[moment].astimezone(PARIS).hour for moment in REMINDERS] == hours


STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=PARIS, second=0, microsecond=0)
)
LENGTHS = st.timedeltas(timedelta(minutes=30), timedelta(days=40))


@given(STARTS, LENGTHS, DEPARTMENTS)
def test_every_moment_is_open_in_order_and_before_the_start(
    start: datetime, length: timedelta, department: str
) -> None:
    where = place(department)
    times = due_times(start, where)
    assert list(times) == list(REMINDERS)
    moments = list(times.values())
    assert moments == sorted(moments)
    assert all(next_opening(where.courtesy, department, moment) is None for moment in moments)
    days = [moment.astimezone(zone_of(department)).date() for moment in moments]
    first_day = start.astimezone(PARIS).date()
    assert all(
        first_day - day >= timedelta(days=before)
        for day, before in zip(days, (30, 7, 1), strict=True)
    )
    for moment in REMINDERS:
        until = lives_until(moment, start, start + length, times)
        assert until <= start + length
        assert until > times[moment]
    reading = lives_until(Moment.J1, start, start + length, times)
    assert reading <= max(start.astimezone(UTC), _noon(start))


def _noon(start: datetime) -> datetime:
    return datetime.combine(start.date(), time(12), tzinfo=PARIS).astimezone(UTC)


def test_a_reminder_lives_until_the_next_and_the_last_until_the_works_begin() -> None:
    start, end = at(2026, 5, 12, 9), at(2026, 5, 12, 12)
    times = due_times(start, place())
    lives = {moment: lives_until(moment, start, end, times) for moment in REMINDERS}
    assert lives == {
        Moment.J30: times[Moment.J7],
        Moment.J7: times[Moment.J1],
        Moment.J1: start,
    }
    without = due_times(start, place(), {Moment.J30, Moment.J7})
    assert lives_until(Moment.J7, start, end, without) == start


def test_the_last_one_before_whole_days_lives_until_noon() -> None:
    start, end = at(2026, 5, 11), at(2026, 5, 16)
    assert is_whole_days(start, end)
    assert lives_until(Moment.J1, start, end, due_times(start, place())) == at(2026, 5, 11, 12)
    assert not is_whole_days(start, end + timedelta(hours=1))


@pytest.mark.parametrize(
    ("now", "late", "dropped", "ahead"),
    [
        pytest.param(at(2026, 4, 1), None, [], ["j30", "j7", "j1"], id="all ahead"),
        pytest.param(at(2026, 4, 20), "j30", [], ["j7", "j1"], id="late, and the next is far"),
        pytest.param(at(2026, 5, 3, 11), None, ["j30"], ["j7", "j1"], id="the next is near"),
        pytest.param(at(2026, 5, 6), "j7", ["j30"], ["j1"], id="the latest alone"),
        pytest.param(at(2026, 5, 10), None, ["j30", "j7"], ["j1"], id="none but the next"),
        pytest.param(at(2026, 5, 11, 17), "j1", ["j30", "j7"], [], id="on the minute"),
    ],
)
def test_the_latest_missed_moment_is_told_unless_the_next_is_near(
    now: datetime, late: str | None, dropped: list[str], ahead: list[str]
) -> None:
    times = due_times(at(2026, 5, 12, 9), place())
    choice = choose(times, now)
    assert (choice.late, list(choice.dropped), list(choice.ahead)) == (late, dropped, ahead)


@given(STARTS, st.timedeltas(timedelta(days=-5), timedelta(days=45)))
def test_nothing_is_told_twice_or_forgotten(start: datetime, before: timedelta) -> None:
    now = start - before
    times = due_times(start, place())
    choice = choose(times, now)
    told = [*choice.ahead, *choice.dropped, *([choice.late] if choice.late else [])]
    assert sorted(told) == sorted(REMINDERS)
    assert all(at > now for at in choice.ahead.values())
    if choice.late and choice.ahead:
        assert min(choice.ahead.values()) > now + SOON


def test_the_day_of_a_milestone_is_the_one_people_read() -> None:
    """Midnight in Paris is still the day before in Guadeloupe, whose works are told by Paris."""
    times = due_times(at(2026, 6, 10), place("971"))
    eve = times[Moment.J1].astimezone(zone_of("971"))
    assert (eve.date(), eve.time()) == (date(2026, 6, 9), time(17))
