"""A mailer: whatever hands an e-mail over to a server."""

from typing import Protocol


class Mailer(Protocol):
    """Sends e-mails to staff."""

    async def send(self, to: str, subject: str, body: str) -> None:
        """Hand one e-mail over; raise a PalierError or OSError when that failed."""
        ...
