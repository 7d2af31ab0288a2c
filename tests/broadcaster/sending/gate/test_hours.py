"""Hours: at which moments messages may reach people, on the clock of where they live."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.sending.gate.hours import (
    MONDAY_TO_SATURDAY,
    Timetable,
    Timetables,
    holidays_of,
    next_opening,
    open_day_up_to,
    start_of_day,
    start_of_next_day,
)
from broadcaster.sending.models import Hours

TIMETABLES = Timetables()
ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "976": "Indian/Mayotte",
}


def at(moment: str, department: str = "") -> datetime:
    """A moment on the clock of a department, "2026-05-04 08:00"."""
    zone = ZoneInfo(ZONES.get(department, "Europe/Paris"))
    return datetime.fromisoformat(moment).replace(tzinfo=zone).astimezone(UTC)


def opening(hours: Hours, moment: str, department: str = "") -> str | None:
    """When it opens next, on the same clock; None when it is open."""
    found = next_opening(TIMETABLES[hours], department, at(moment, department))
    zone = ZoneInfo(ZONES.get(department, "Europe/Paris"))
    return f"{found.astimezone(zone):%Y-%m-%d %H:%M}" if found else None


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        pytest.param("2026-05-04 07:59", "2026-05-04 08:00", id="before the hours"),
        pytest.param("2026-05-04 08:00", None, id="their first minute"),
        pytest.param("2026-05-04 19:59", None, id="their last minute"),
        pytest.param("2026-05-04 20:00", "2026-05-05 08:00", id="their end"),
        pytest.param("2026-05-04 23:59", "2026-05-05 08:00", id="at night"),
        pytest.param("2026-05-02 19:59", None, id="Saturday"),
        pytest.param("2026-05-02 20:00", "2026-05-04 08:00", id="Saturday evening"),
        pytest.param("2026-05-03 12:00", "2026-05-04 08:00", id="Sunday"),
        pytest.param("2026-05-08 12:00", "2026-05-09 08:00", id="8 May, a Friday"),
        pytest.param("2026-05-13 20:00", "2026-05-15 08:00", id="eve of Ascension"),
        pytest.param("2026-05-23 21:00", "2026-05-26 08:00", id="Saturday before Whit Monday"),
        pytest.param("2026-12-24 20:30", "2026-12-26 08:00", id="Christmas Eve"),
        pytest.param("2026-12-31 20:30", "2027-01-02 08:00", id="into another year"),
    ],
)
def test_works_notices_keep_courtesy_hours(moment: str, opens: str | None) -> None:
    assert opening(Hours.COURTESY, moment) == opens


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        pytest.param("2026-05-04 21:29", None, id="later than courtesy"),
        pytest.param("2026-05-04 21:30", "2026-05-05 08:00", id="their end"),
        pytest.param("2026-05-03 12:00", None, id="Sunday"),
        pytest.param("2026-05-08 12:00", None, id="a public holiday"),
        pytest.param("2026-05-03 07:00", "2026-05-03 08:00", id="Sunday morning"),
    ],
)
def test_urgent_notices_may_come_later_and_on_any_day(moment: str, opens: str | None) -> None:
    assert opening(Hours.URGENT, moment) == opens


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        pytest.param("2026-05-04 09:59", "2026-05-04 10:00", id="before ten"),
        pytest.param("2026-05-04 10:00", None, id="at ten"),
        pytest.param("2026-05-04 12:59", None, id="before one"),
        pytest.param("2026-05-04 13:00", "2026-05-04 14:00", id="lunch"),
        pytest.param("2026-05-04 19:59", None, id="before eight"),
        pytest.param("2026-05-04 20:00", "2026-05-05 10:00", id="evening"),
        pytest.param("2026-05-02 11:00", "2026-05-04 10:00", id="Saturday"),
        pytest.param("2026-05-08 11:00", "2026-05-11 10:00", id="a public holiday, a Friday"),
    ],
)
def test_offers_keep_the_hours_of_the_law(moment: str, opens: str | None) -> None:
    """Code de la consommation, art. D. 223-9."""
    assert opening(Hours.OFFER, moment) == opens


GOOD_FRIDAY, SAINT_STEPHEN = date(2027, 3, 26), date(2025, 12, 26)
ABOLITION = {
    "971": date(2026, 5, 27),
    "972": date(2026, 5, 22),
    "973": date(2026, 6, 10),
    "974": date(2026, 12, 20),
    "976": date(2026, 4, 27),
}


@pytest.mark.parametrize("department", ["57", "67", "68"])
@pytest.mark.parametrize("day", [GOOD_FRIDAY, SAINT_STEPHEN], ids=["Good Friday", "26 December"])
def test_alsace_and_moselle_have_two_holidays_more(department: str, day: date) -> None:
    assert day in holidays_of(department, day.year)
    assert day not in holidays_of("", day.year)
    assert day not in holidays_of("94", day.year)


@pytest.mark.parametrize("department", sorted(ABOLITION))
def test_overseas_keeps_the_day_slavery_was_abolished_there(department: str) -> None:
    theirs = ABOLITION[department]
    assert theirs in holidays_of(department, 2026)
    others = [other for other in (*ABOLITION, "", "67") if other != department]
    assert not [other for other in others if theirs in holidays_of(other, 2026)]


def test_a_holiday_of_the_department_holds_its_messages_alone() -> None:
    assert opening(Hours.COURTESY, "2027-03-26 12:00", "67") == "2027-03-27 08:00"
    assert opening(Hours.COURTESY, "2027-03-26 12:00", "94") is None


@pytest.mark.parametrize(
    ("department", "utc", "is_open"),
    [
        ("974", "04:00", True),  # 8:00 there, 6:00 in Paris
        ("974", "15:59", True),
        ("974", "16:00", False),  # 20:00 there, 18:00 in Paris
        ("971", "11:59", False),  # 7:59 there
        ("971", "12:00", True),
        ("971", "23:59", True),  # 19:59 there, past midnight in Paris
        ("976", "05:00", True),
        ("973", "10:59", False),
        ("972", "23:30", True),
    ],
)
def test_overseas_lives_by_its_own_clock(department: str, utc: str, is_open: bool) -> None:
    moment = datetime.fromisoformat(f"2026-05-05 {utc}").replace(tzinfo=UTC)
    found = next_opening(TIMETABLES.courtesy, department, moment)
    assert (found is None) is is_open


@pytest.mark.parametrize(
    ("before", "opens_utc"),
    [
        pytest.param("2026-10-24 20:00", "2026-10-26 07:00", id="the clocks go back"),
        pytest.param("2027-03-27 20:00", "2027-03-30 06:00", id="they go forward, at Easter"),
    ],
)
def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_change(
    before: str, opens_utc: str
) -> None:
    found = next_opening(TIMETABLES.courtesy, "", at(before))
    assert found == datetime.fromisoformat(opens_utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "opens", "closes", "hours"),
    [
        pytest.param("2026-10-25", "07:00", "20:30", 13.5, id="the clocks go back"),
        pytest.param("2027-03-28", "06:00", "19:30", 13.5, id="they go forward"),
    ],
)
def test_on_the_day_itself_the_hours_are_those_of_the_new_time(
    day: str, opens: str, closes: str, hours: float
) -> None:
    first = datetime.fromisoformat(f"{day} {opens}").replace(tzinfo=UTC)
    last = datetime.fromisoformat(f"{day} {closes}").replace(tzinfo=UTC)
    urgent = TIMETABLES.urgent
    assert next_opening(urgent, "", first) is None
    assert next_opening(urgent, "", first - timedelta(seconds=1)) == first
    assert next_opening(urgent, "", last - timedelta(seconds=1)) is None
    assert next_opening(urgent, "", last) is not None
    assert last - first == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("moment", "starts_utc", "next_utc"),
    [
        ("2026-10-25 12:00", "2026-10-24 22:00", "2026-10-25 23:00"),  # a day of 25 hours
        ("2027-03-28 12:00", "2027-03-27 23:00", "2027-03-28 22:00"),  # one of 23
        ("2026-05-04 00:00", "2026-05-03 22:00", "2026-05-04 22:00"),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight(moment: str, starts_utc: str, next_utc: str) -> None:
    starts = start_of_day("", at(moment))
    following = start_of_next_day("", at(moment))
    assert f"{starts:%Y-%m-%d %H:%M}" == starts_utc
    assert f"{following:%Y-%m-%d %H:%M}" == next_utc


def test_a_day_overseas_begins_at_its_own_midnight() -> None:
    moment = datetime(2026, 5, 4, 21, tzinfo=UTC)  # the 5th in Réunion
    assert start_of_day("974", moment) == datetime(2026, 5, 4, 20, tzinfo=UTC)
    assert start_of_day("971", moment) == datetime(2026, 5, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-05-04", "2026-05-04"),
        ("2026-05-03", "2026-05-02"),  # Sunday
        ("2026-05-08", "2026-05-07"),  # a public holiday
        ("2026-05-25", "2026-05-23"),  # Whit Monday, and the Sunday before
    ],
)
def test_a_reminder_for_a_closed_day_goes_out_before_it(day: str, found: str) -> None:
    asked, wanted = date.fromisoformat(day), date.fromisoformat(found)
    assert open_day_up_to(TIMETABLES.courtesy, "", asked) == wanted


def test_an_operator_chooses_the_courtesy_hours_but_not_those_of_the_law() -> None:
    chosen = Timetable(MONDAY_TO_SATURDAY, ((time(9), time(18)),))
    own = Timetables.of(chosen, urgent_until=time(21))
    assert next_opening(own.courtesy, "", at("2026-05-04 18:00")) == at("2026-05-05 09:00")
    assert next_opening(own.urgent, "", at("2026-05-03 20:59")) is None
    assert next_opening(own.urgent, "", at("2026-05-03 21:00")) == at("2026-05-04 09:00")
    assert own.offer == TIMETABLES.offer


def test_urgent_hours_never_end_before_the_others() -> None:
    chosen = Timetable(MONDAY_TO_SATURDAY, ((time(9), time(20)),))
    own = Timetables.of(chosen, urgent_until=time(18))
    assert next_opening(own.urgent, "", at("2026-05-04 19:59")) is None


def test_a_timetable_that_never_opens_is_looked_at_again_later() -> None:
    never = Timetable(frozenset(), ((time(8), time(20)),))
    moment = at("2026-05-04 12:00")
    found = next_opening(never, "", moment)
    assert found is not None
    assert found > moment + timedelta(days=7)
