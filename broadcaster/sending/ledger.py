"""The ledger: the rows every message is promised, claimed and settled by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.optouts import opted_out
from broadcaster.sending import states
from broadcaster.sending.models import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    Lane,
    SkipReason,
    new_delivery_id,
)
from broadcaster.sending.texts.segments import measure

LOST_AFTER = timedelta(seconds=60)
"""A call to the provider that has no outcome after this long is lost with its process: three
times the longest a call may take (``http_client``)."""


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
    skip_reason: SkipReason | None = None  # known at once: the row only says why it never left


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery taken for sending, and the attempt already written down for it."""

    attempt_id: int
    delivery_id: str
    sender: str
    to_number: str
    body: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to."""

    claim: Claim
    result: AttemptOutcome
    sid: str | None = None
    http_status: int | None = None
    error_code: int | None = None


async def add_deliveries(
    session: AsyncSession, outgoing: Sequence[Outgoing], now: datetime
) -> list[str]:
    """Write the rows of the messages promised; give their ids in the same order."""
    rows = [_row(message, now) for message in outgoing]
    if rows:
        await session.execute(insert(Delivery), rows)
    return [str(row["id"]) for row in rows]


def _row(message: Outgoing, now: datetime) -> dict[str, Any]:  # column values of many types
    return {
        "id": new_delivery_id(),
        "broadcast_id": message.broadcast_id,
        "contact_id": message.contact_id,
        "lane": message.lane,
        "sender": message.sender,
        "to_number": message.to_number,
        "body": message.body,
        "segments": measure(message.body).segments,
        "state": DeliveryState.SKIPPED if message.skip_reason else DeliveryState.PENDING,
        "skip_reason": message.skip_reason,
        "due_at": message.due_at,
        "created_at": now,
        "updated_at": now,
    }


async def claim_due(session: AsyncSession, lane: Lane, limit: int, now: datetime) -> list[Claim]:
    """Take due messages of a lane: each gets its attempt row before anything is sent.

    Numbers that opted out meanwhile are skipped here, at the moment of sending. Answers are
    not held back by an opt-out: whoever asks is answered, and stays opted out.
    """
    due = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.PENDING)
        .where(Delivery.lane == lane, Delivery.due_at <= now)
        .order_by(Delivery.due_at, Delivery.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(await session.scalars(due))
    if lane is Lane.BULK:
        found = await _without_opted_out(session, found, now)
    for delivery in found:
        delivery.state, delivery.updated_at = DeliveryState.SENDING, now
    attempts = [Attempt(delivery_id=delivery.id, started_at=now) for delivery in found]
    session.add_all(attempts)
    await session.flush()
    return [_claim(*pair) for pair in zip(found, attempts, strict=True)]


def _claim(delivery: Delivery, attempt: Attempt) -> Claim:
    return Claim(attempt.id, delivery.id, delivery.sender, delivery.to_number, delivery.body)


async def _without_opted_out(
    session: AsyncSession, deliveries: Iterable[Delivery], now: datetime
) -> list[Delivery]:
    deliveries = list(deliveries)
    silent = await opted_out(session, {delivery.to_number for delivery in deliveries})
    for delivery in deliveries:
        if delivery.to_number in silent:
            delivery.state, delivery.updated_at = DeliveryState.SKIPPED, now
            delivery.skip_reason = SkipReason.OPTED_OUT
    return [delivery for delivery in deliveries if delivery.to_number not in silent]


AFTER_ATTEMPT = {
    AttemptOutcome.ACCEPTED: DeliveryState.ACCEPTED,
    AttemptOutcome.REFUSED: DeliveryState.FAILED,
    AttemptOutcome.THROTTLED: DeliveryState.PENDING,
    AttemptOutcome.UNKNOWN: DeliveryState.UNKNOWN,
}
"""Where an attempt's outcome brings its delivery. What is unclear is never sent again blindly."""


async def settle(
    session: AsyncSession, outcomes: Sequence[Outcome], now: datetime, *, retry_at: datetime
) -> None:
    """Write what the attempts came to; throttled messages become due again at ``retry_at``."""
    for outcome in outcomes:
        await session.execute(
            update(Attempt)
            .where(Attempt.id == outcome.claim.attempt_id)
            .values(
                finished_at=now,
                outcome=outcome.result,
                http_status=outcome.http_status,
                error_code=outcome.error_code,
            )
        )
        values: dict[str, object] = {}
        if outcome.result is AttemptOutcome.THROTTLED:
            values["due_at"] = retry_at
        await advance(
            session,
            outcome.claim.delivery_id,
            AFTER_ATTEMPT[outcome.result],
            now,
            sid=outcome.sid,
            error_code=outcome.error_code,
            **values,
        )
    back = [
        outcome.claim.delivery_id
        for outcome in outcomes
        if outcome.result is AttemptOutcome.THROTTLED
    ]
    if back:
        await _skip_marked(session, back)


async def advance(
    session: AsyncSession,
    delivery_id: str,
    target: DeliveryState,
    now: datetime,
    *,
    sid: str | None = None,
    error_code: int | None = None,
    **values: object,
) -> bool:
    """Move a delivery to a state if its rank allows; True when it moved.

    A provider id or error code that is news is kept even when the state does not move: a
    callback may have overtaken the answer to our own call.
    """
    known = {"sid": sid, "error_code": error_code}
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(
            {
                name: func.coalesce(getattr(Delivery, name), value)
                for name, value in known.items()
                if value is not None
            }
            | {"updated_at": now}
        )
    )
    if target in states.LEFT:
        values = {"skip_reason": None} | values  # it left: no mark of ``cancel_pending`` holds
    moved = await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(states.sources(target)))
        .values(state=target, **values)
        .returning(Delivery.id)
    )
    return moved.first() is not None


async def abandon_lost(session: AsyncSession, now: datetime) -> int:
    """Mark calls whose process died before an outcome was written as unknown; give how many."""
    lost = await session.execute(
        update(Delivery)
        .where(Delivery.state == DeliveryState.SENDING)
        .where(Delivery.updated_at < now - LOST_AFTER)
        .values(state=DeliveryState.UNKNOWN, updated_at=now)
        .returning(Delivery.id)
    )
    return len(lost.all())


async def cancel_pending(session: AsyncSession, broadcast_id: int, now: datetime) -> int:
    """Skip what a broadcast has not sent yet; give how many messages that stopped.

    A message whose call is under way or unclear keeps a mark: should it turn out not to have
    left, it is skipped instead of sent later.
    """
    of_broadcast = update(Delivery).where(Delivery.broadcast_id == broadcast_id)
    await session.execute(
        of_broadcast.where(
            Delivery.state.in_([DeliveryState.SENDING, DeliveryState.UNKNOWN])
        ).values(skip_reason=SkipReason.CANCELLED)
    )
    stopped = await session.execute(
        of_broadcast.where(Delivery.state == DeliveryState.PENDING)
        .values(state=DeliveryState.SKIPPED, skip_reason=SkipReason.CANCELLED, updated_at=now)
        .returning(Delivery.id)
    )
    return len(stopped.all())


async def send_again(session: AsyncSession, delivery_id: str, now: datetime) -> bool:
    """Bring back to the queue what certainly never left; False when it moved meanwhile."""
    moved = await advance(session, delivery_id, DeliveryState.PENDING, now, due_at=now)
    await _skip_marked(session, [delivery_id])
    return moved


async def _skip_marked(session: AsyncSession, delivery_ids: Sequence[str]) -> None:
    """Skip those that came back to the queue with a mark of ``cancel_pending``."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.skip_reason.is_not(None))
        .where(Delivery.state == DeliveryState.PENDING)
        .values(state=DeliveryState.SKIPPED)
    )
