"""What somebody has seen of a conversation: two people never answer it unknowingly."""

import re
from dataclasses import dataclass
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import InboundMessage, Reply
from broadcaster.errors import PalierError

_WRITTEN = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)


class SaidSinceError(PalierError):
    """Something was said since this answer was begun. Read it, then send the answer if it fits."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last message and the last reply of a conversation."""

    inbound_id: int = 0
    reply_id: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """What ``str`` wrote; anything else has seen nothing."""
        found = _WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else cls()

    def __str__(self) -> str:
        """As a form carries it: « 12-7 »."""
        return f"{self.inbound_id}-{self.reply_id}"

    def has_all(self, last: "Seen") -> bool:
        """True when nothing came after."""
        return self.inbound_id >= last.inbound_id and self.reply_id >= last.reply_id

    def is_new(self, key: str) -> bool:
        """True for a line of the transcript (« in-13 », « out-8 ») that came after."""
        table, _, number = key.partition("-")
        last = {"in": self.inbound_id, "out": self.reply_id}.get(table)
        return last is not None and int(number) > last


async def last_said(session: AsyncSession, correspondent_id: int) -> Seen:
    """The end of a correspondent's conversation."""
    inbound = select(func.max(InboundMessage.id)).where(
        InboundMessage.correspondent_id == correspondent_id
    )
    reply = select(func.max(Reply.id)).where(Reply.correspondent_id == correspondent_id)
    return Seen(await session.scalar(inbound) or 0, await session.scalar(reply) or 0)
