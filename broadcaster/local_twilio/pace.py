"""How fast things happen: delays like a carrier's, or none at all in tests."""

import asyncio
import random
from collections.abc import Sequence

from broadcaster.local_twilio.messages import Status

DELAYS: dict[Status, tuple[float, float]] = {
    Status.SENDING: (0.1, 0.5),
    Status.SENT: (0.2, 1.2),
    Status.DELIVERED: (0.6, 4.0),
    Status.UNDELIVERED: (1.5, 6.0),
    Status.FAILED: (0.2, 1.0),
}
"""Seconds, at least and at most, before a message takes each step."""

RETRIES: Sequence[float] = (0.5, 2, 5, 15, 30, 60)
"""Seconds between tries of a webhook that cannot be reached."""


class Pace:
    """Delays drawn by ``chance`` and multiplied by ``scale``: 0 makes everything immediate."""

    def __init__(self, scale: float = 1, chance: random.Random | None = None) -> None:
        self.scale = scale
        # Not for secrets: what is drawn is delays and made-up mishaps.
        self.chance = chance or random.Random()  # noqa: S311

    async def before(self, status: Status) -> None:
        """Wait as long as a carrier takes to bring a message to ``status``."""
        await self.rest(self.chance.uniform(*DELAYS[status]))

    async def rest(self, seconds: float) -> None:
        """Wait ``seconds``, scaled."""
        await asyncio.sleep(seconds * self.scale)
