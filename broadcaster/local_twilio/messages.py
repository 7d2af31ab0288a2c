"""A message as Twilio keeps it, and the JSON Twilio tells it in."""

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property

from broadcaster.local_twilio.segments import num_segments

API_VERSION = "2010-04-01"


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
    hand_over: HandOver | None = None  # None: not from a phone

    @cached_property
    def segments(self) -> int:
        """How many SMS the text takes."""
        return num_segments(self.body)

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
        "error_message": None,
        "messaging_service_sid": None,
        "num_media": "0",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "uri": f"{uri}.json",
    }
