"""A message as it comes in, before anything is understood."""

from dataclasses import dataclass
from datetime import datetime

from broadcaster.answers.models import AnswerChannel


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a door hands to the inbox."""

    channel: AnswerChannel
    address: str  # E.164, or "web:" and the chat's session
    sid: str  # the provider's own id, unique
    body: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """Where a message was stored; ``is_new`` is False when it was there already."""

    inbound_id: int
    is_new: bool


LONGEST_BODY = 10_000
"""Characters kept of a message; an SMS has at most 1,600 (Twilio), a chat box could have more."""


def cleaned(body: str) -> str:
    """The text without what no database or reader can take: NUL, lone surrogates, excess."""
    return body.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:LONGEST_BODY]
