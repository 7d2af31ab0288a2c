"""What a local Twilio is told when it is made."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PhoneEntry:
    """A telephone the phones page offers."""

    number: str  # E.164
    name: str
    note: str = ""  # shown under the name: where its owner lives, what kind of phone it is


Phonebook = Callable[[], Awaitable[Sequence[PhoneEntry]]]
"""Gives the telephones to show, anew at each call."""


async def empty_phonebook() -> Sequence[PhoneEntry]:
    """A phonebook with nobody in it."""
    return ()


@dataclass(frozen=True, slots=True)
class LocalTwilioConfig:
    """The account, the number tenants write to, and the address they are heard at."""

    account_sid: str  # "AC" and 32 hexadecimal digits
    auth_token: str = field(repr=False)
    our_number: str  # what a phone's text is sent to
    webhook_url: str  # called for each text a phone sends
    phonebook: Phonebook = empty_phonebook
    # Where messages are written down to survive a restart. None: nowhere.
    journal_path: Path | None = None
