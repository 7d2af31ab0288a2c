"""Mailers: what carries an e-mail, and a twin that keeps it in memory."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.errors import PalierError


class MailNotSentError(PalierError):
    """The mail server did not take this e-mail. Check PALIER_SMTP_URL and PALIER_MAIL_FROM."""


class Mailer(Protocol):
    """Carries e-mails in plain text."""

    async def send(self, to: str, subject: str, body: str) -> None:
        """Send one e-mail; raise MailNotSentError when the server does not take it."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail."""

    to: str
    subject: str
    body: str


@dataclass
class MemoryMailer:
    """A mailer that keeps what it is given, for tests and for trying things out."""

    sent: list[Letter] = field(default_factory=list)
    is_broken: bool = False  # True: it refuses everything, as a server that is down
    _arrived: asyncio.Queue[Letter] = field(default_factory=asyncio.Queue)

    async def send(self, to: str, subject: str, body: str) -> None:
        """Keep an e-mail; raise MailNotSentError while it is broken."""
        if self.is_broken:
            raise MailNotSentError
        letter = Letter(to, subject, body)
        self.sent.append(letter)
        self._arrived.put_nowait(letter)

    async def next(self, patience: float = 10.0) -> Letter:
        """The next e-mail nobody has taken yet; raise TimeoutError after ``patience`` seconds."""
        async with asyncio.timeout(patience):
            return await self._arrived.get()
