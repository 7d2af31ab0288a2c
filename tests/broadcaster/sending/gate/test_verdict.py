"""The verdict on one message: leave, wait, or never leave; and for which of several reasons."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from broadcaster.clock import PARIS
from broadcaster.sending.gate.verdict import (
    LONGEST_VALIDITY,
    UNAPPROVED,
    Facts,
    Go,
    Hold,
    Permission,
    Rules,
    Skip,
    validity,
    verdict,
)
from broadcaster.sending.models import HoldReason, Hours, SkipReason

RULES = Rules()
NOON = datetime(2026, 5, 4, 12, tzinfo=PARIS).astimezone(UTC)  # a Monday
NIGHT = datetime(2026, 5, 4, 23, tzinfo=PARIS).astimezone(UTC)
MORNING = datetime(2026, 5, 5, 8, tzinfo=PARIS).astimezone(UTC)
SECOND = timedelta(seconds=1)


def permit(**allowed: Any) -> Permission:
    return Permission(**allowed)


def test_a_message_that_nothing_speaks_against_leaves() -> None:
    assert verdict(Facts(), RULES, NOON) == Go()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param(
            Facts(permission=permit(cancelled=True)), SkipReason.CANCELLED, id="cancelled"
        ),
        pytest.param(Facts(superseded=True), SkipReason.SUPERSEDED, id="superseded"),
        pytest.param(Facts(expires_at=NOON), SkipReason.EXPIRED, id="expired this very moment"),
        pytest.param(Facts(expires_at=NOON - SECOND), SkipReason.EXPIRED, id="expired"),
        pytest.param(Facts(opted_out=True), SkipReason.OPTED_OUT, id="opted out"),
        pytest.param(
            Facts(permission=permit(hours=Hours.OFFER)), SkipReason.NO_CONSENT, id="no consent"
        ),
    ],
)
def test_what_never_leaves(facts: Facts, reason: SkipReason) -> None:
    assert verdict(facts, RULES, NOON) == Skip(reason)


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        pytest.param(Facts(permission=UNAPPROVED), NOON, Hold(HoldReason.APPROVAL), id="approval"),
        pytest.param(
            Facts(permission=permit(paused=True)), NOON, Hold(HoldReason.PAUSED), id="paused"
        ),
        pytest.param(Facts(), NIGHT, Hold(HoldReason.QUIET_HOURS, MORNING), id="at night"),
        pytest.param(
            Facts(told_today=2), NOON, Hold(HoldReason.DAILY_LIMIT, MORNING), id="the third a day"
        ),
        pytest.param(Facts(told_today=1), NOON, Go(), id="the second a day"),
    ],
)
def test_what_waits_and_until_when(facts: Facts, now: datetime, expected: Hold) -> None:
    assert verdict(facts, RULES, now) == expected


def test_the_limit_of_a_day_waits_for_the_next_day_that_is_open() -> None:
    saturday = datetime(2026, 5, 2, 12, tzinfo=PARIS).astimezone(UTC)
    monday = datetime(2026, 5, 4, 8, tzinfo=PARIS).astimezone(UTC)
    assert verdict(Facts(told_today=2), RULES, saturday) == Hold(HoldReason.DAILY_LIMIT, monday)


def test_the_limit_of_a_day_is_the_operators() -> None:
    assert verdict(Facts(told_today=4), Rules(most_a_day=5), NOON) == Go()
    assert isinstance(verdict(Facts(told_today=5), Rules(most_a_day=5), NOON), Hold)


REASONS: list[tuple[str, dict[str, Any], dict[str, Any], SkipReason | HoldReason]] = [
    ("cancelled", {"cancelled": True}, {}, SkipReason.CANCELLED),
    ("superseded", {}, {"superseded": True}, SkipReason.SUPERSEDED),
    ("expired", {}, {"expires_at": NIGHT}, SkipReason.EXPIRED),
    ("opted out", {}, {"opted_out": True}, SkipReason.OPTED_OUT),
    ("no consent", {"hours": Hours.OFFER}, {}, SkipReason.NO_CONSENT),
    ("not approved", {"approved": False}, {}, HoldReason.APPROVAL),
    ("paused", {"paused": True}, {}, HoldReason.PAUSED),
    ("at night", {}, {}, HoldReason.QUIET_HOURS),
    ("too many", {}, {"told_today": 9}, HoldReason.DAILY_LIMIT),
]
"""The order in which reasons are looked at: what ends a message for good comes first."""


@pytest.mark.parametrize(
    ("first", "second"), list(pairwise(REASONS)), ids=[one[0] for one in REASONS[:-1]]
)
def test_of_two_reasons_the_graver_one_is_told(
    first: tuple[str, dict[str, Any], dict[str, Any], SkipReason | HoldReason],
    second: tuple[str, dict[str, Any], dict[str, Any], SkipReason | HoldReason],
) -> None:
    allowed, known = first[1] | second[1], first[2] | second[2]
    judged = verdict(Facts(permission=Permission(**allowed), **known), RULES, NIGHT)
    assert isinstance(judged, Skip | Hold)
    assert judged.reason is first[3]


def test_staff_may_override_the_hours() -> None:
    assert verdict(Facts(permission=permit(any_hour=True)), RULES, NIGHT) == Go()


def test_staff_may_override_the_limit_of_a_day() -> None:
    beyond = permit(beyond_daily_limit=True)
    assert verdict(Facts(permission=beyond, told_today=9), RULES, NOON) == Go()


def test_nobody_overrides_the_hours_the_law_sets_for_offers() -> None:
    offer = permit(hours=Hours.OFFER, any_hour=True)
    judged = verdict(Facts(permission=offer, consents_to_offers=True), RULES, NIGHT)
    assert isinstance(judged, Hold)
    assert judged.reason is HoldReason.QUIET_HOURS


def test_an_override_does_not_bring_back_what_is_over() -> None:
    beyond = permit(any_hour=True, beyond_daily_limit=True, cancelled=True)
    assert verdict(Facts(permission=beyond), RULES, NIGHT) == Skip(SkipReason.CANCELLED)


def test_an_offer_leaves_with_consent_at_its_hours() -> None:
    offer = Facts(permission=permit(hours=Hours.OFFER), consents_to_offers=True)
    assert verdict(offer, RULES, NOON) == Go()


def test_the_holidays_of_the_department_count() -> None:
    good_friday = datetime(2027, 3, 26, 12, tzinfo=PARIS).astimezone(UTC)
    assert isinstance(verdict(Facts(permission=permit(department="67")), RULES, good_friday), Hold)
    assert verdict(Facts(permission=permit(department="94")), RULES, good_friday) == Go()


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        pytest.param(None, None, id="it never expires"),
        pytest.param(timedelta(milliseconds=300), 1, id="less than a second: Twilio's least"),
        pytest.param(timedelta(seconds=1), 1, id="a second"),
        pytest.param(timedelta(seconds=90, milliseconds=900), 90, id="whole seconds"),
        pytest.param(timedelta(seconds=LONGEST_VALIDITY - 1), 35_999, id="just under the most"),
        pytest.param(timedelta(seconds=LONGEST_VALIDITY), None, id="as long as Twilio keeps it"),
        pytest.param(timedelta(days=30), None, id="longer than Twilio keeps it"),
    ],
)
def test_what_is_left_of_its_life_goes_out_with_it(
    left: timedelta | None, expected: int | None
) -> None:
    expires_at = None if left is None else NOON + left
    assert validity(expires_at, NOON) == expected
    assert verdict(Facts(expires_at=expires_at), RULES, NOON) == Go(expected)
