"""The next messages of a broadcast under release: one for each telephone and text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.drafts import draft_of, milestone_of
from broadcaster.campaigns.models import Broadcast
from broadcaster.campaigns.recipients import Recipient, already_met, numbers_of, recipients
from broadcaster.campaigns.texts import fill, milestone_values
from broadcaster.register.optouts import opted_out
from broadcaster.sending.ledger import Outgoing
from broadcaster.sending.models import Delivery, Lane, SkipReason


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages to write, and the contact from which the next batch goes on."""

    outgoing: list[Outgoing]
    last_contact_id: int


async def next_batch(
    session: AsyncSession, broadcast: Broadcast, sender: str, now: datetime, *, limit: int
) -> Batch | None:
    """The batch after ``released_up_to``; None when nobody is left.

    Numbers that opted out get a row that says so. A number that serves several households gets
    one message when their texts are the same, and each text once when they differ.
    """
    draft = draft_of(broadcast)
    page = await recipients(session, draft.audience, after=broadcast.released_up_to, limit=limit)
    if not page:
        return None
    about = milestone_values(await milestone_of(session, draft.milestone_id))
    bodies = [fill(draft.body, recipient.values | about) for recipient in page]
    silent = await opted_out(session, numbers_of(page))
    met = await already_met(session, numbers_of(page), up_to=broadcast.released_up_to)
    told = await _told(session, broadcast.id, met)
    fresh = _without_repeats(list(zip(page, bodies, strict=True)), silent, told)
    outgoing = [
        Outgoing(
            to_number=recipient.number,
            body=body,
            lane=Lane.BULK,
            sender=sender,
            due_at=now,
            broadcast_id=broadcast.id,
            contact_id=recipient.contact_id,
            skip_reason=SkipReason.OPTED_OUT if recipient.number in silent else None,
        )
        for recipient, body in fresh
    ]
    return Batch(outgoing, page[-1].contact_id)


async def _told(
    session: AsyncSession, broadcast_id: int, numbers: Collection[str]
) -> set[tuple[str, str]]:
    """The texts earlier batches already hold for these numbers."""
    if not numbers:
        return set()
    rows = await session.execute(
        select(Delivery.to_number, Delivery.body).where(
            Delivery.broadcast_id == broadcast_id, Delivery.to_number.in_(numbers)
        )
    )
    return set(rows)


def _without_repeats(
    messages: Sequence[tuple[Recipient, str]],
    silent: Collection[str],
    told: set[tuple[str, str]],
) -> list[tuple[Recipient, str]]:
    """Drop a text its number already gets. Opted-out households all keep a row, by name."""
    kept = []
    for recipient, body in messages:
        if recipient.number not in silent and (recipient.number, body) in told:
            continue
        told.add((recipient.number, body))
        kept.append((recipient, body))
    return kept
