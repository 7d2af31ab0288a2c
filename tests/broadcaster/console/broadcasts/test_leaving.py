"""Leaving: the hours of each purpose in words, and when messages would really leave."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from broadcaster.campaigns.audience.audience import Audience
from broadcaster.campaigns.broadcasts.drafts import Draft
from broadcaster.campaigns.models import Purpose
from broadcaster.console.broadcasts.leaving import hours_in_words, leaving
from broadcaster.console.places import Places
from broadcaster.register.models import Site
from broadcaster.sending.gate.hours import Timetable, Timetables
from broadcaster.sending.gate.verdict import Rules
from tests.broadcaster.console.journeys import readable

MORNING = (time(8), time(12, 30))


def _in_words(*weekdays: int, spans: tuple[tuple[time, time], ...] = (MORNING,)) -> str:
    courtesy = Timetable(frozenset(weekdays), spans)
    rules = Rules(replace(Timetables(), courtesy=courtesy))
    return readable(hours_in_words(Purpose.INFORMATION, rules))


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        (range(7), "tous les jours, de 8 h à 12 h 30, sauf les jours fériés"),
        (range(5), "du lundi au vendredi, de 8 h à 12 h 30, sauf les jours fériés"),
        ([1, 2, 3], "du mardi au jeudi, de 8 h à 12 h 30, sauf les jours fériés"),
        ([0, 1], "le lundi et le mardi, de 8 h à 12 h 30, sauf les jours fériés"),
        (
            [0, 2, 4],
            "le lundi, le mercredi et le vendredi, de 8 h à 12 h 30, sauf les jours fériés",
        ),
        ([3], "le jeudi, de 8 h à 12 h 30, sauf les jours fériés"),
    ],
    ids=str,
)
def test_days_are_said_as_people_say_them(weekdays: list[int], words: str) -> None:
    assert _in_words(*weekdays) == words


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((time(), time.max), "à toute heure"),
        ((time(9), time.max), "de 9 h à minuit"),
        ((time(), time(6)), "de 0 h à 6 h"),
    ],
)
def test_hours_are_said_as_people_say_them(span: tuple[time, time], words: str) -> None:
    assert f", {words}," in _in_words(*range(7), spans=(span,))


SUNDAY_NOON = datetime(2026, 5, 3, 10, tzinfo=UTC)
MONDAY_AT_EIGHT = datetime(2026, 5, 4, 6, tzinfo=UTC)


def _leaving(draft: Draft, at: datetime, department: str = "") -> tuple[datetime, bool, bool]:
    site = Site(id=1, code="L", name="Les Lilas", city="V", department=department, buildings=[])
    found = leaving(draft, None, Places([site]), at, Rules())
    return found.at, found.waits, found.is_too_late


def test_what_the_hours_hold_leaves_at_the_next_opening() -> None:
    draft = Draft("T", "Bonjour", Audience(site_id=1))
    assert _leaving(draft, SUNDAY_NOON) == (MONDAY_AT_EIGHT, True, False)
    assert _leaving(draft, MONDAY_AT_EIGHT) == (MONDAY_AT_EIGHT, False, False)
    urgent = replace(draft, purpose=Purpose.URGENT)
    assert _leaving(urgent, SUNDAY_NOON) == (SUNDAY_NOON, False, False)


def test_what_is_of_no_use_by_then_is_too_late() -> None:
    draft = Draft("T", "Bonjour", Audience(site_id=1), expires_at=MONDAY_AT_EIGHT)
    assert _leaving(draft, SUNDAY_NOON) == (MONDAY_AT_EIGHT, True, True)
    longer = replace(draft, expires_at=MONDAY_AT_EIGHT + timedelta(minutes=1))
    assert _leaving(longer, SUNDAY_NOON) == (MONDAY_AT_EIGHT, True, False)


def test_the_clock_is_that_of_the_place() -> None:
    draft = Draft("T", "Bonjour", Audience(site_id=1))
    eight_in_reunion = datetime(2026, 5, 4, 4, tzinfo=UTC)
    assert _leaving(draft, SUNDAY_NOON, "974") == (eight_in_reunion, True, False)
