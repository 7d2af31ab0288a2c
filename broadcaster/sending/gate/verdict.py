"""Verdict: whether one message may leave now. Pure: all it needs is handed to it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from broadcaster.sending.gate.hours import Timetables, next_opening, start_of_next_day
from broadcaster.sending.models import HoldReason, Hours, SkipReason

LONGEST_VALIDITY: Final = 36_000
"""Seconds the provider keeps a message it cannot deliver, at most (Twilio, ValidityPeriod)."""

MOST_A_DAY: Final = 2
"""Bulk messages a household gets in one day, unless staff say otherwise."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator may set."""

    timetables: Timetables = field(default_factory=Timetables)
    most_a_day: int = MOST_A_DAY


@dataclass(frozen=True, slots=True)
class Permission:
    """What the broadcast allows its messages; a copy of ``models.Mailing``."""

    hours: Hours = Hours.COURTESY
    department: str = ""
    approved: bool = True
    paused: bool = False
    cancelled: bool = False
    any_hour: bool = False
    beyond_daily_limit: bool = False


UNAPPROVED: Final = Permission(approved=False)
"""What a broadcast that nobody let through allows."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of one message at the moment it would leave."""

    permission: Permission = field(default_factory=Permission)
    opted_out: bool = False
    consents_to_offers: bool = False
    told_today: int = 0  # other broadcasts that reached its household or number today
    expires_at: datetime | None = None
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """It leaves now. ``validity`` is what is left of its life, in seconds."""

    validity: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """It waits, for a reason staff can read, until a moment or until somebody acts (None)."""

    reason: HoldReason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """It never leaves."""

    reason: SkipReason


Verdict = Go | Hold | Skip


def verdict(facts: Facts, rules: Rules, now: datetime) -> Verdict:
    """Judge one bulk message. What ends it for good is looked at before what makes it wait."""
    return _skipped(facts, now) or _held(facts, rules, now) or Go(validity(facts.expires_at, now))


def validity(expires_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds left, at least 1; None when the provider's own limit comes first."""
    if expires_at is None:
        return None
    left = int((expires_at - now).total_seconds())
    return None if left >= LONGEST_VALIDITY else max(left, 1)


def _skipped(facts: Facts, now: datetime) -> Skip | None:
    permission = facts.permission
    reasons = (
        (permission.cancelled, SkipReason.CANCELLED),
        (facts.superseded, SkipReason.SUPERSEDED),
        (facts.expires_at is not None and facts.expires_at <= now, SkipReason.EXPIRED),
        (facts.opted_out, SkipReason.OPTED_OUT),
        (
            permission.hours is Hours.OFFER and not facts.consents_to_offers,
            SkipReason.NO_CONSENT,
        ),
    )
    return next((Skip(reason) for is_so, reason in reasons if is_so), None)


def _held(facts: Facts, rules: Rules, now: datetime) -> Hold | None:
    permission = facts.permission
    if not permission.approved:
        return Hold(HoldReason.APPROVAL)
    if permission.paused:
        return Hold(HoldReason.PAUSED)
    # Staff may override our own promise, never the hours the law sets for offers.
    if not permission.any_hour or permission.hours is Hours.OFFER:
        timetable = rules.timetables[permission.hours]
        opening = next_opening(timetable, permission.department, now)
        if opening is not None:
            return Hold(HoldReason.QUIET_HOURS, opening)
    if not permission.beyond_daily_limit and facts.told_today >= rules.most_a_day:
        return Hold(HoldReason.DAILY_LIMIT, _tomorrow(permission, rules, now))
    return None


def _tomorrow(permission: Permission, rules: Rules, now: datetime) -> datetime:
    """The first moment of a later day at which it may leave."""
    midnight = start_of_next_day(permission.department, now)
    timetable = rules.timetables[permission.hours]
    return next_opening(timetable, permission.department, midnight) or midnight
