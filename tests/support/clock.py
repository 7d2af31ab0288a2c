"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta


class MovableClock:
    """Gives the moment it was set to; ``advance`` moves it. Fits ``broadcaster.clock.Clock``."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> datetime:
        """Move forward and give the new moment."""
        self.moment += by
        return self.moment
