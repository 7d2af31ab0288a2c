"""Receipts: what the provider tells of a message after it took it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import insert_unless_there
from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.sending import ledger, states
from broadcaster.sending.models import Delivery, ProviderEvent

OPTED_OUT_CODE = 21610
"""Twilio: the number has opted out from this sender."""

LANDLINE_CODES = frozenset({21614, 30006})
"""Twilio: not a mobile number; landline or unreachable carrier."""

NO_CODE = 0


async def record_receipt(
    session: AsyncSession, delivery_id: str, fields: Mapping[str, str], now: datetime
) -> None:
    """Keep a status callback as it came, and move its delivery as far as its rank allows.

    A callback for an id we do not know, or with a status word we do not know, is kept too.
    """
    delivery = await session.get(Delivery, delivery_id)
    sid = fields.get("MessageSid", "")[:40]
    status = fields.get("MessageStatus", "")[:40]
    code = _number(fields.get("ErrorCode", ""))
    if not await _keep(session, delivery, sid, status, code, fields, now) or delivery is None:
        return
    target = states.FROM_PROVIDER.get(status)
    if target is not None:
        await ledger.advance(
            session, delivery.id, target, now, sid=sid or None, error_code=code or None
        )
    await learn_from_error(session, delivery.to_number, code, now)


async def learn_from_error(
    session: AsyncSession, number: str, code: int | None, now: datetime
) -> None:
    """Mark what a final error code tells about a number: opted out, or no mobile."""
    if code == OPTED_OUT_CODE:
        await opt_out(session, number, source="provider", now=now)
    elif code in LANDLINE_CODES:
        await session.execute(
            update(Contact).where(Contact.number == number).values(kind=NumberKind.LANDLINE)
        )


async def events_of(session: AsyncSession, delivery_id: str) -> list[ProviderEvent]:
    """The callbacks of one delivery, in the order they came."""
    found = await session.scalars(
        select(ProviderEvent)
        .where(ProviderEvent.delivery_id == delivery_id)
        .order_by(ProviderEvent.id)
    )
    return list(found)


async def _keep(
    session: AsyncSession,
    delivery: Delivery | None,
    sid: str,
    status: str,
    code: int,
    fields: Mapping[str, str],
    now: datetime,
) -> bool:
    """Append the event; False when the same one is already there."""
    kept = await session.execute(
        insert_unless_there(session, ProviderEvent)
        .values(
            delivery_id=delivery.id if delivery else None,
            sid=sid,
            status=status,
            error_code=code,
            received_at=now,
            fields=_without_content(fields),
        )
        .returning(ProviderEvent.id)
    )
    return kept.first() is not None


def _without_content(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields but for the text and the numbers, which the delivery already has."""
    return {
        name: value.replace("\x00", "")
        for name, value in fields.items()
        if name not in {"Body", "To", "From"}
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else NO_CODE
