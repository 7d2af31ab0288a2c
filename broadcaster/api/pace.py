"""Pace: how many calls one caller may make in a minute, counted in memory."""

import math
from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)

MOST_CALLERS = 10_000
"""Callers that are remembered; the one that called last longest ago is forgotten first."""


class Pace:
    """A sliding minute for each caller."""

    def __init__(self, most: int) -> None:
        """Allow ``most`` calls a minute."""
        self.most = most
        self._calls: dict[str, deque[datetime]] = {}

    def wait(self, caller: str, now: datetime) -> int:
        """Seconds a caller has to wait; 0 when the call may be made."""
        calls = self._calls.get(caller, deque())
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) < self.most:
            return 0
        return max(1, math.ceil((calls[0] + WINDOW - now).total_seconds()))

    def count(self, caller: str, now: datetime) -> None:
        """Count a call."""
        calls = self._calls.pop(caller, deque())
        calls.append(now)
        self._calls[caller] = calls
        while len(self._calls) > MOST_CALLERS:
            del self._calls[next(iter(self._calls))]
