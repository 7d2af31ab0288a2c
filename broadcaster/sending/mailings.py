"""Mailings: what a broadcast allows its messages, changed by staff or by what goes wrong."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import insert_unless_there
from broadcaster.sending.models import (
    Delivery,
    DeliveryState,
    HoldReason,
    Hours,
    Lane,
    Mailing,
    PauseReason,
    SkipReason,
)
from broadcaster.sending.states import WAITING
from broadcaster.staff.alerts import raise_alert


async def mailing_of(session: AsyncSession, broadcast_id: int) -> Mailing | None:
    """What a broadcast allows; None before it is approved for the first time."""
    return await session.get(Mailing, broadcast_id, populate_existing=True)


async def allow(
    session: AsyncSession,
    broadcast_id: int,
    now: datetime,
    *,
    hours: Hours = Hours.COURTESY,
    department: str = "",
    beyond_daily_limit: bool = False,
    asks_presence: bool = False,
) -> None:
    """Let a broadcast's messages leave: it was approved. Anything it was before is forgotten."""
    values: dict[str, Any] = {
        "hours": hours,
        "department": department,
        "approved_at": now,
        "any_hour": False,
        "beyond_daily_limit": beyond_daily_limit,
        "asks_presence": asks_presence,
    }
    await session.execute(
        insert_unless_there(session, Mailing).values(
            broadcast_id=broadcast_id, failures_forgiven=0, settled_forgiven=0, **values
        )
    )
    await session.execute(
        update(Mailing)
        .where(Mailing.broadcast_id == broadcast_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def withdraw(session: AsyncSession, broadcast_id: int) -> None:
    """Take the approval back: nothing of the broadcast leaves until it is allowed again."""
    await session.execute(
        update(Mailing)
        .where(Mailing.broadcast_id == broadcast_id)
        .values(approved_at=None)
        .execution_options(synchronize_session=False)
    )


async def pause(
    session: AsyncSession,
    broadcast_id: int,
    reason: PauseReason,
    now: datetime,
    *,
    code: int | None = None,
) -> bool:
    """Hold what has not left, until ``resume``; False when it was paused or cancelled already."""
    paused = await session.execute(
        update(Mailing)
        .where(Mailing.broadcast_id == broadcast_id)
        .where(Mailing.paused_at.is_(None), Mailing.cancelled_at.is_(None))
        .values(paused_at=now, pause_reason=reason, pause_code=code)
        .returning(Mailing.broadcast_id)
        .execution_options(synchronize_session=False)
    )
    if paused.first() is None:
        return False
    await session.execute(
        update(Delivery)
        .where(Delivery.broadcast_id == broadcast_id, Delivery.state.in_(WAITING))
        .values(
            state=DeliveryState.HELD,
            hold_reason=HoldReason.PAUSED,
            held_until=None,
            updated_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    return True


async def resume(
    session: AsyncSession, broadcast_id: int, now: datetime, *, failures: int, settled: int
) -> bool:
    """Let go on what was paused; False when it was not.

    ``failures`` of ``settled`` messages are known to staff, who go on all the same: only what
    comes after may pause it again.
    """
    resumed = await session.execute(
        update(Mailing)
        .where(Mailing.broadcast_id == broadcast_id)
        .where(Mailing.paused_at.is_not(None), Mailing.cancelled_at.is_(None))
        .values(
            paused_at=None,
            pause_reason=None,
            pause_code=None,
            failures_forgiven=failures,
            settled_forgiven=settled,
        )
        .returning(Mailing.broadcast_id)
        .execution_options(synchronize_session=False)
    )
    if resumed.first() is None:
        return False
    await _wake(session, broadcast_id, now, HoldReason.PAUSED)
    return True


async def override(
    session: AsyncSession,
    broadcast_id: int,
    now: datetime,
    *,
    reason: str,
    any_hour: bool,
    beyond_daily_limit: bool,
) -> int:
    """Let go now what the hours or the limit of a day hold; give how many messages that woke."""
    await session.execute(
        update(Mailing)
        .where(Mailing.broadcast_id == broadcast_id)
        .values(
            any_hour=Mailing.any_hour | any_hour,
            beyond_daily_limit=Mailing.beyond_daily_limit | beyond_daily_limit,
            override_reason=reason,
        )
        .execution_options(synchronize_session=False)
    )
    woken = 0
    if any_hour:
        woken += await _wake(session, broadcast_id, now, HoldReason.QUIET_HOURS)
    if beyond_daily_limit:
        woken += await _wake(session, broadcast_id, now, HoldReason.DAILY_LIMIT)
    return woken


async def _wake(session: AsyncSession, broadcast_id: int, now: datetime, reason: HoldReason) -> int:
    woken = await session.scalars(
        update(Delivery)
        .where(Delivery.broadcast_id == broadcast_id)
        .where(Delivery.state == DeliveryState.HELD, Delivery.hold_reason == reason)
        .values(state=DeliveryState.PENDING, hold_reason=None, held_until=None, updated_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(woken.all())


async def cancel(session: AsyncSession, broadcast_id: int, now: datetime) -> int:
    """Skip what has not left, for good; give how many messages that stopped.

    A call under way or unclear may turn out not to have left: the gate skips it then.
    """
    await session.execute(
        update(Mailing)
        .where(Mailing.broadcast_id == broadcast_id)
        .values(cancelled_at=now)
        .execution_options(synchronize_session=False)
    )
    of_broadcast = Delivery.broadcast_id == broadcast_id
    return await skip_waiting(session, of_broadcast, SkipReason.CANCELLED, now)


# SQLAlchemy's conditions have no public type that names no column.
async def skip_waiting(
    session: AsyncSession, condition: Any, reason: SkipReason, now: datetime
) -> int:
    """Skip what waits and meets a condition; give how many messages that stopped."""
    stopped = await session.scalars(
        update(Delivery)
        .where(and_(condition, Delivery.state.in_(WAITING)))
        .values(
            state=DeliveryState.SKIPPED,
            skip_reason=reason,
            hold_reason=None,
            held_until=None,
            updated_at=now,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(stopped.all())


async def silence(session: AsyncSession, number: str, now: datetime) -> int:
    """Skip at once every bulk message that waits for a number which asked for silence."""
    of_number = and_(Delivery.to_number == number, Delivery.lane == Lane.BULK)
    return await skip_waiting(session, of_number, SkipReason.OPTED_OUT, now)


async def forsake(session: AsyncSession, contact_id: int, number: str, now: datetime) -> int:
    """Skip every message that waits for a number its contact no longer has."""
    of_old = and_(Delivery.contact_id == contact_id, Delivery.to_number == number)
    return await skip_waiting(session, of_old, SkipReason.NO_MOBILE, now)


async def pause_for_configuration(
    session: AsyncSession, broadcast_id: int, code: int | None, now: datetime
) -> None:
    """Stop a broadcast that our account or sender cannot carry, and tell staff, once."""
    if await pause(session, broadcast_id, PauseReason.CONFIGURATION, now, code=code):
        subject = f"broadcast {broadcast_id}"
        detail = {"broadcast": broadcast_id, "code": code or 0}
        key = f"configuration {broadcast_id} {now:%Y-%m-%dT%H:%M}"
        await raise_alert(session, key, "broadcast_misconfigured", subject, detail, now)


async def paused_among(session: AsyncSession, broadcast_ids: list[int]) -> set[int]:
    """Those of the broadcasts that are paused."""
    found = await session.scalars(
        select(Mailing.broadcast_id).where(
            Mailing.broadcast_id.in_(broadcast_ids), Mailing.paused_at.is_not(None)
        )
    )
    return set(found)
