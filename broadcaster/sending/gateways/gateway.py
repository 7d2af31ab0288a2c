"""The way out: what a provider is asked, and the few things it can come to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broadcaster.errors import PalierError


@dataclass(frozen=True, slots=True)
class SmsRequest:
    """One message to hand to the provider."""

    delivery_id: str  # comes back in the path of every status callback
    sender: str
    to_number: str  # E.164
    body: str
    validity: int | None = None  # seconds the provider may keep it (Twilio, ValidityPeriod)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the message and gave it an id."""

    sid: str
    status: str


class RefusedError(PalierError):
    """The provider refused the message. See the error code in Twilio's list of errors."""

    def __init__(self, code: int | None, http_status: int) -> None:
        super().__init__(f"the provider refused the message (error {code}, HTTP {http_status})")
        self.code = code
        self.http_status = http_status


class MisconfiguredError(RefusedError):
    """The provider refuses our account or sender: nothing will leave until that is mended."""


class ThrottledError(PalierError):
    """The provider is asked too fast (HTTP 429): the message was not processed, send it later."""


class UnreachableError(PalierError):
    """No connection to the provider: nothing was sent, the message can be sent later."""


class OutcomeUnknownError(PalierError):
    """The provider did not answer clearly: it may or may not have the message."""

    def __init__(self, why: str, http_status: int | None = None) -> None:
        super().__init__(f"the provider did not answer clearly ({why})")
        self.http_status = http_status


@dataclass(frozen=True, slots=True)
class Found:
    """A message of ours that the provider lists."""

    sid: str
    status: str
    sender: str
    body: str
    error_code: int | None
    created_at: datetime


class ListingFailedError(PalierError):
    """The provider's list of messages could not be read. It is asked again later."""


class Gateway(Protocol):
    """Hands one message to a provider, and tells what the provider has."""

    async def send(self, request: SmsRequest) -> Accepted:
        """Send it.

        Raises RefusedError (MisconfiguredError when it is our own fault), ThrottledError or
        UnreachableError, which are certain; OutcomeUnknownError when it may have been sent.
        """
        ...

    async def sent_to(self, number: str) -> list[Found]:
        """The newest messages the provider has for a number; raise ListingFailedError."""
        ...

    async def fetch(self, sid: str) -> Found | None:
        """What the provider says of one message now, None when it has it no more.

        Raises ListingFailedError.
        """
        ...
