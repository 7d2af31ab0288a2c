"""Upkeep: what the passing of time does to the ledger. Two processes doing it are harmless."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.ledger import steps
from broadcaster.sending.models import Attempt, AttemptOutcome, Delivery, DeliveryState, Mailing


async def wake_held(session: AsyncSession, now: datetime) -> int:
    """Bring back to the queue what need not wait any more; give how many. The gate looks again.

    That is what waited until now, and what waits for a broadcast that was let go, or cancelled,
    while the message was being judged or came back from a call.
    """
    let_go = select(Mailing.broadcast_id).where(
        or_(
            Mailing.cancelled_at.is_not(None),
            and_(Mailing.paused_at.is_(None), Mailing.approved_at.is_not(None)),
        )
    )
    for_nothing = and_(Delivery.held_until.is_(None), Delivery.broadcast_id.in_(let_go))
    return await _wake(session, Delivery.held_until <= now, now) + await _wake(
        session, for_nothing, now
    )


async def _wake(session: AsyncSession, condition: ColumnElement[bool], now: datetime) -> int:
    woken = await session.scalars(
        update(Delivery)
        .where(Delivery.state == DeliveryState.HELD, condition)
        .values(state=DeliveryState.PENDING, hold_reason=None, held_until=None, updated_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(woken.all())


async def abandon_lost(session: AsyncSession, now: datetime) -> int:
    """Mark calls whose process died before an outcome was written as unknown; give how many."""
    lost = await session.scalars(
        update(Delivery)
        .where(Delivery.state == DeliveryState.SENDING, Delivery.look_at <= now)
        .values(state=DeliveryState.UNKNOWN, updated_at=now, look_at=now + steps.CALLBACK_GRACE)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(lost)
    if ids:
        await session.execute(
            update(Attempt)
            .where(Attempt.delivery_id.in_(ids), Attempt.outcome.is_(None))
            .values(outcome=AttemptOutcome.UNKNOWN, finished_at=now)
            .execution_options(synchronize_session=False)
        )
    return len(ids)


async def send_again(session: AsyncSession, delivery_id: str, now: datetime) -> bool:
    """Bring back to the queue what certainly never left; False when it moved meanwhile.

    It passes the gate anew: cancelled, opted out, expired or superseded since, it stays here.
    """
    moved = await steps.move(session, [delivery_id], DeliveryState.PENDING, now)
    return bool(moved)
