"""Second tries: one later message to a telephone that was off, if it is still of use then.

And one to another number, when staff corrected it.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import insert_unless_there
from broadcaster.sending.error_codes import OUT_OF_REACH
from broadcaster.sending.mailings import skip_waiting
from broadcaster.sending.models import Delivery, DeliveryState, SkipReason, new_delivery_id

LATER: Final = timedelta(hours=2)
"""When it is tried again: a telephone that was off in the morning may be on at noon."""

FIRST, SECOND = 0, 1
"""Rounds of a promise; a corrected number has one beyond these."""


async def try_once_more(session: AsyncSession, failed: Delivery, code: int, now: datetime) -> bool:
    """Promise the same message once more; True when that was of use and not done before.

    It is a row of its own, as the first one's state is final. The gate judges it when it leaves.
    """
    if failed.broadcast_id is None or failed.round != FIRST or code not in OUT_OF_REACH:
        return False
    if failed.contact_id is None:  # erased since: nobody is to be written to
        return False
    due_at = now + LATER
    if failed.expires_at is not None and failed.expires_at <= due_at:
        return False
    again = {"round": SECOND, "due_at": due_at, "to_number": failed.to_number}
    return await _promise(session, failed, again, now) is not None


async def promise_again(
    session: AsyncSession, failed: Delivery, number: str, last_round: int, now: datetime
) -> str | None:
    """Promise the same message to a corrected number; the id, or None when the key is taken.

    ``last_round`` is the last one its contact had. Of two that promise at once one wins.
    """
    again = {"round": max(last_round, SECOND) + 1, "due_at": now, "to_number": number}
    return await _promise(session, failed, again, now)


async def _promise(
    session: AsyncSession, failed: Delivery, again: dict[str, object], now: datetime
) -> str | None:
    written = await session.scalars(
        insert_unless_there(session, Delivery)
        .values(
            id=new_delivery_id(),
            state=DeliveryState.PENDING,
            created_at=now,
            updated_at=now,
            **{name: getattr(failed, name) for name in _COPIED},
            **again,
        )
        .returning(Delivery.id)
    )
    return written.first()


_COPIED: Final = (
    "broadcast_id",
    "contact_id",
    "household_id",
    "lane",
    "sender",
    "body",
    "segments",
    "expires_at",
    "milestone_id",
    "told",
)


async def drop_second_try(session: AsyncSession, arrived: Delivery, now: datetime) -> None:
    """Keep back the second message of a first one that arrived after all."""
    if arrived.broadcast_id is None or arrived.round != FIRST:
        return
    other = and_(
        Delivery.broadcast_id == arrived.broadcast_id,
        Delivery.contact_id == arrived.contact_id,
        Delivery.round == SECOND,
    )
    await skip_waiting(session, other, SkipReason.SUPERSEDED, now)
