"""Promises: the rows by which messages are going to leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import insert_many
from broadcaster.sending.models import DELIVERIES, DeliveryState, Lane, SkipReason, new_delivery_id
from broadcaster.sending.texts.segments import measure


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be promised."""

    to_number: str  # E.164
    body: str
    lane: Lane
    sender: str
    due_at: datetime
    broadcast_id: int | None = None
    contact_id: int | None = None
    household_id: int | None = None
    skip_reason: SkipReason | None = None  # known at once: the row only says why it never left
    expires_at: datetime | None = None  # of no use after
    milestone_id: int | None = None
    told: str | None = None  # what it tells of the milestone (works.telling)
    round: int = 0


async def add_deliveries(
    session: AsyncSession, outgoing: Sequence[Outgoing], now: datetime
) -> list[str]:
    """Write the rows of the messages promised; give their ids in the same order."""
    rows = [_row(message, now) for message in outgoing]
    await insert_many(session, DELIVERIES, rows)
    return [str(row["id"]) for row in rows]


def _row(message: Outgoing, now: datetime) -> dict[str, Any]:  # column values of many types
    return {
        "id": new_delivery_id(),
        "broadcast_id": message.broadcast_id,
        "contact_id": message.contact_id,
        "household_id": message.household_id,
        "round": message.round,
        "lane": message.lane,
        "sender": message.sender,
        "to_number": message.to_number,
        "body": message.body,
        "segments": measure(message.body).segments,
        "state": DeliveryState.SKIPPED if message.skip_reason else DeliveryState.PENDING,
        "skip_reason": message.skip_reason,
        "due_at": message.due_at,
        "expires_at": message.expires_at,
        "milestone_id": message.milestone_id,
        "told": message.told,
        "created_at": now,
        "updated_at": now,
    }
