"""The time: one function that asks for it, everything else is handed a moment."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the current moment, UTC-aware. Tests hand in their own."""

PARIS = ZoneInfo("Europe/Paris")
"""The zone in which tenants and staff read every time."""


def utc_now() -> datetime:
    """The current moment, UTC-aware, as every function that needs it is handed one."""
    return datetime.now(UTC)
