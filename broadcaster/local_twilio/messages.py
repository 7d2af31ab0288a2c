"""A message as Twilio keeps it, and the JSON Twilio tells it in."""

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cached_property

from broadcaster.local_twilio.segments import num_segments

API_VERSION = "2010-04-01"

LONGEST_VALIDITY = 36_000
"""Seconds a message may wait to be sent: Twilio's limit, and its default."""

VALIDITY_EXPIRED = 30_036
ERROR_MESSAGES = {
    30_001: "Queue overflow",
    30_002: "Account suspended",
    30_003: "Unreachable destination handset",
    30_004: "Message blocked",
    30_005: "Unknown destination handset",
    30_006: "Landline or unreachable carrier",
    30_007: "Carrier violation",
    30_008: "Unknown error",
    VALIDITY_EXPIRED: "Validity Period Expired",
}
"""What Twilio says beside the code of a message that did not arrive."""


class Status(enum.StrEnum):
    """How far a message has come (Twilio, message status values)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"

    @property
    def is_final(self) -> bool:
        """True when nothing more will happen to the message."""
        return self not in (Status.QUEUED, Status.SENDING, Status.SENT)


class Direction(enum.StrEnum):
    """Who wrote: a phone, or the account through the API."""

    INBOUND = "inbound"
    OUTBOUND = "outbound-api"


class HandOver(enum.StrEnum):
    """What became of a phone's text at the account's webhook."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"  # the webhook answered 4xx
    GIVEN_UP = "given_up"  # never reached


@dataclass(frozen=True)
class Message:
    """One message, never changed: a step forward makes another."""

    sid: str
    direction: Direction
    sender: str
    to: str
    body: str
    status: Status
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    error_code: int | None = None
    status_callback: str | None = None
    validity_period: int | None = None  # seconds, as asked; None: Twilio's default
    hand_over: HandOver | None = None  # None: not from a phone

    @cached_property
    def segments(self) -> int:
        """How many SMS the text takes."""
        return num_segments(self.body)

    def has_expired(self, now: datetime) -> bool:
        """True when it has waited longer than it is worth; what is on its way never expires."""
        validity = timedelta(seconds=self.validity_period or LONGEST_VALIDITY)
        return self.status is Status.QUEUED and now - self.created_at > validity

    @property
    def phone(self) -> str:
        """The number of the phone that wrote or was written to."""
        return self.sender if self.direction is Direction.INBOUND else self.to


def new_sid() -> str:
    """A message id as Twilio makes them."""
    return f"SM{secrets.token_hex(16)}"


def brief(message: Message) -> dict[str, str]:
    """A message as the test interface lists it: Twilio's names and forms."""
    return {
        "direction": message.direction.value,
        "from": message.sender,
        "to": message.to,
        "body": message.body,
        "status": message.status.value,
        "num_segments": str(message.segments),
        "date_created": format_datetime(message.created_at),
    }


def accepted(message: Message) -> dict[str, object]:
    """A message of the account as the test interface lists it, with what was asked for."""
    return {
        "sid": message.sid,
        **brief(message),
        "status_callback": message.status_callback,
        "validity_period": message.validity_period,
    }


def resource(message: Message, account_sid: str) -> dict[str, object]:
    """A message as Twilio's API answers it."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    return {
        **brief(message),
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "date_sent": None if message.sent_at is None else format_datetime(message.sent_at),
        "date_updated": format_datetime(message.updated_at),
        "error_code": message.error_code,
        "error_message": ERROR_MESSAGES.get(message.error_code or 0),
        "messaging_service_sid": None,
        "num_media": "0",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "uri": f"{uri}.json",
    }
