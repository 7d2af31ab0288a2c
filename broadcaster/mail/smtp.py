"""SMTP: e-mails handed to the operator's mail server."""

import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final, Self
from urllib.parse import unquote, urlsplit

import aiosmtplib

from broadcaster.mail.mailer import MailNotSentError

SUBMISSION_PORT: Final = 587
"""Where mail servers take mail of their own users (RFC 6409)."""

TLS_PORT: Final = 465
"""The same, encrypted from the first byte (RFC 8314)."""

PATIENCE: Final = 20.0
"""Seconds a mail server gets for each step."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and how to log in to it."""

    host: str
    port: int
    user: str | None  # None: it takes our mail without a login
    password: str | None
    is_encrypted: bool  # True: TLS from the first byte

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read ``smtp://user:password@host:587`` or ``smtps://…``; raise ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.query:
            raise ValueError(url)
        is_encrypted = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (TLS_PORT if is_encrypted else SUBMISSION_PORT),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            is_encrypted=is_encrypted,
        )

    @property
    def must_upgrade(self) -> bool | None:
        """Whether STARTTLS is asked for: a password never travels in the clear (RFC 8314, 4.1).

        None: only where the server offers it.
        """
        if self.is_encrypted:
            return False
        return True if self.user else None


class SmtpMailer:
    """Hands each e-mail to a mail server, over a connection of its own: they are few."""

    def __init__(self, server: SmtpServer, sender: str) -> None:
        """Take the server and the address that e-mails come from."""
        self._server = server
        self._sender = sender

    async def send(self, to: str, subject: str, body: str) -> None:
        """Send one e-mail; raise MailNotSentError, which names no address."""
        server = self._server
        try:
            await aiosmtplib.send(
                self._message(to, subject, body),
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.is_encrypted,
                start_tls=server.must_upgrade,
                timeout=PATIENCE,
            )
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, ValueError) as error:
            # ValueError: an address that no header can hold.
            message = f"{MailNotSentError()} ({type(error).__name__})"
            raise MailNotSentError(message) from error

    def _message(self, to: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = Address("Palier", addr_spec=self._sender)
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate(localtime=False)
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        # Nobody's holiday notice answers a machine (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message
