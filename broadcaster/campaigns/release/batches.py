"""The next messages of a broadcast under release: one for each telephone and text."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.audience.recipients import Recipient, already_met, numbers_of, recipients
from broadcaster.campaigns.broadcasts.drafts import Draft, draft_of, useful_until
from broadcaster.campaigns.models import Broadcast, BroadcastKind, Moment
from broadcaster.campaigns.plans.corrections import uninformed
from broadcaster.campaigns.plans.watching import held_milestone, watch
from broadcaster.campaigns.texts import fill, milestone_values, tells_when
from broadcaster.campaigns.texts.week import Week, week_of
from broadcaster.register.optouts import opted_out
from broadcaster.sending.ledger import Outgoing
from broadcaster.sending.models import Delivery, Lane, SkipReason
from broadcaster.works.models import Milestone
from broadcaster.works.telling import NOTHING, OVER, truth_of, window_key


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
    milestone = await _watched(session, draft, now)
    page = await _page(session, broadcast, draft, milestone, now, limit)
    if not page:
        return None
    text_for = _filler(draft, milestone, await week_of(session, draft, now))
    messages = [(recipient, text_for(recipient)) for recipient in page]
    silent = await opted_out(session, numbers_of(page))
    met = await already_met(session, numbers_of(page), up_to=broadcast.released_up_to)
    told = await _told(session, broadcast.id, met)
    make = _maker(broadcast, draft, milestone, sender, now)
    outgoing = [
        make(recipient, body, recipient.number in silent)
        for recipient, body in _without_repeats(messages, silent, told)
    ]
    return Batch(outgoing, page[-1].contact_id)


async def _watched(session: AsyncSession, draft: Draft, now: datetime) -> Milestone | None:
    """The milestone, which does not change while the batch is written, and is followed after."""
    if draft.milestone_id is None:
        return None
    milestone = await held_milestone(session, draft.milestone_id)
    await watch(session, milestone, now)
    return milestone


async def _page(
    session: AsyncSession,
    broadcast: Broadcast,
    draft: Draft,
    milestone: Milestone | None,
    now: datetime,
    limit: int,
) -> list[Recipient]:
    if broadcast.told is not None and milestone is not None:
        return await uninformed(session, broadcast, draft, milestone, now, limit=limit)
    return await recipients(
        session, draft.audience, draft.purpose, after=broadcast.released_up_to, limit=limit
    )


def _filler(draft: Draft, milestone: Milestone | None, week: Week) -> Callable[[Recipient], str]:
    """What a recipient reads; texts that come out alike are filled in once."""
    about = milestone_values(milestone)

    @lru_cache(maxsize=1024)
    def filled(text: str, values: tuple[tuple[str, str], ...]) -> str:
        return fill(text, dict(values) | about)

    return lambda recipient: filled(
        draft.text_for(recipient.language),
        tuple((recipient.values | week.values(recipient.values)).items()),
    )


def _maker(
    broadcast: Broadcast,
    draft: Draft,
    milestone: Milestone | None,
    sender: str,
    now: datetime,
) -> Callable[[Recipient, str, bool], Outgoing]:
    """How a recipient and a text become a message of this broadcast."""
    expires_at = useful_until(draft, milestone)
    told = _tells(broadcast, draft, milestone)

    def make(recipient: Recipient, body: str, is_silent: bool) -> Outgoing:
        return Outgoing(
            to_number=recipient.number,
            body=body,
            lane=Lane.BULK,
            sender=sender,
            due_at=now,
            broadcast_id=broadcast.id,
            contact_id=recipient.contact_id,
            household_id=recipient.household_id,
            skip_reason=SkipReason.OPTED_OUT if is_silent else None,
            expires_at=expires_at,
            milestone_id=draft.milestone_id,
            told=told,
        )

    return make


def _tells(broadcast: Broadcast, draft: Draft, milestone: Milestone | None) -> str | None:
    """What the message tells of its milestone (``works.telling``); None when it tells nothing."""
    if milestone is None:
        return None
    if broadcast.kind in (BroadcastKind.PLANNED, BroadcastKind.CORRECTION):
        # Their moment speaks for them, whatever words staff chose.
        said = {Moment.DONE: OVER, Moment.CANCELLED: NOTHING}
        window = window_key(milestone.starts_at, milestone.ends_at)
        return said.get(broadcast.moment, window) if broadcast.moment else window
    return truth_of(milestone) if any(tells_when(text) for text in draft.texts) else None


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
