"""The throttle: how often a wrong password may be tried."""

from datetime import datetime, timedelta

import pytest

from broadcaster.staff.logins import LoginThrottle, TooManyAttemptsError

MINUTE = timedelta(minutes=1)


def _fail(throttle: LoginThrottle, email: str, address: str, now: datetime, times: int) -> None:
    for _ in range(times):
        throttle.failed(email, address, now)


def test_the_limit_holds_for_one_email_from_one_address(now: datetime) -> None:
    throttle = LoginThrottle(limit=3)
    _fail(throttle, "a@exemple.fr", "1.1.1.1", now, 3)
    with pytest.raises(TooManyAttemptsError):
        throttle.check("a@exemple.fr", "1.1.1.1", now)
    throttle.check("a@exemple.fr", "2.2.2.2", now)
    throttle.check("b@exemple.fr", "1.1.1.1", now)


def test_failures_are_forgotten_once_the_window_has_passed(now: datetime) -> None:
    throttle = LoginThrottle(limit=2, window=10 * MINUTE)
    throttle.failed("a", "1", now)
    throttle.failed("a", "1", now + 5 * MINUTE)
    with pytest.raises(TooManyAttemptsError):
        throttle.check("a", "1", now + 9 * MINUTE)
    throttle.check("a", "1", now + 10 * MINUTE)


def test_a_success_forgets_the_failures(now: datetime) -> None:
    throttle = LoginThrottle(limit=2)
    _fail(throttle, "a", "1", now, 2)
    throttle.succeeded("a", "1")
    throttle.check("a", "1", now)


def test_memory_is_bounded_and_the_oldest_go_first(now: datetime) -> None:
    throttle = LoginThrottle(limit=1, most=2)
    for email in ("a", "b", "c"):
        throttle.failed(email, "1", now)
    throttle.check("a", "1", now)
    with pytest.raises(TooManyAttemptsError):
        throttle.check("c", "1", now)
