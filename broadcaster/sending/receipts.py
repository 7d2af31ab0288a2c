"""Receipts: what the provider tells of a message after it took it."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from broadcaster.bulk import is_sqlite
from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.optouts import opt_out
from broadcaster.sending import error_codes, ledger, states
from broadcaster.sending.mailings import silence
from broadcaster.sending.models import EVENTS, Delivery, DeliveryState, ProviderEvent
from broadcaster.sending.second_tries import drop_second_try, try_once_more

NO_CODE = 0

LARGEST_CODE = 2**31 - 1
"""What PostgreSQL's integer holds; a longer number is no code of Twilio's."""

_KIND_TOLD = (
    (error_codes.LANDLINE, NumberKind.LANDLINE),
    (error_codes.GONE, NumberKind.GONE),
    (error_codes.INVALID, NumberKind.INVALID),
)


_LOCKED = select(Delivery).where(Delivery.id == bindparam("of_id")).with_for_update()


async def record_receipt(
    session: AsyncSession, delivery_id: str, fields: Mapping[str, str], now: datetime
) -> None:
    """Keep a status callback as it came, and move its delivery as far as its rank allows.

    A callback for an id we do not know, or with a status word we do not know, is kept too.
    """
    fields = {_storable(name): _storable(value) for name, value in fields.items()}
    # Locked first: of two callbacks at one moment, each would wait for what the other has read.
    delivery = await session.scalar(_LOCKED, {"of_id": _storable(delivery_id)})
    sid = _either(fields, "MessageSid", "SmsSid")[:40]
    status = _either(fields, "MessageStatus", "SmsStatus")[:40]
    code = _number(fields.get("ErrorCode", ""))
    # Without an id, callbacks of two deliveries must not pass for one and the same.
    key = sid or _storable(delivery_id)[:40]
    if not await _keep(session, delivery, key, status, code, fields, now) or delivery is None:
        return
    target = states.FROM_PROVIDER.get(status)
    if target is not None:
        await take_news(session, delivery, target, now, sid=sid or None, code=code or None)


async def take_news(
    session: AsyncSession,
    delivery: Delivery,
    target: DeliveryState,
    now: datetime,
    *,
    sid: str | None,
    code: int | None,
) -> bool:
    """Move a delivery as the provider says, and do what follows; True when it moved."""
    is_new = sid if delivery.sid is None else None
    moved = await ledger.advance(session, delivery.id, target, now, sid=is_new, error_code=code)
    if moved and target is DeliveryState.DELIVERED:
        await drop_second_try(session, delivery, now)
    if code is not None:
        await learn_from_error(session, delivery.to_number, code, now)
        if moved and target in (DeliveryState.FAILED, DeliveryState.UNDELIVERED):
            await try_once_more(session, delivery, code, now)
    return moved


async def learn_from_error(session: AsyncSession, number: str, code: int, now: datetime) -> None:
    """Mark what a final error code tells about a number: opted out, gone, or no mobile."""
    if code == error_codes.OPTED_OUT:
        await opt_out(session, number, source="provider", now=now)
        await silence(session, number, now)
        return
    for codes, kind in _KIND_TOLD:
        if code in codes:
            await session.execute(update(Contact).where(Contact.number == number).values(kind=kind))


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
    event = {
        "delivery_id": delivery.id if delivery else None,
        "sid": sid,
        "status": status,
        "error_code": code,
        "received_at": now,
        "fields": _without_content(fields),
    }
    keeping = _keeping(on_sqlite=is_sqlite(session))
    return await session.scalar(keeping, event) is not None


@cache
def _keeping(*, on_sqlite: bool) -> ReturningInsert[int]:
    insert = sqlite.insert(EVENTS) if on_sqlite else postgresql.insert(EVENTS)
    return insert.on_conflict_do_nothing().returning(EVENTS.c.id)


def _without_content(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields but for the text and the numbers, which the delivery already has."""
    return {name: value for name, value in fields.items() if name not in {"Body", "To", "From"}}


def _storable(text: str) -> str:
    """Without zero bytes, which PostgreSQL takes in no text."""
    return text.replace("\x00", "")


def _either(fields: Mapping[str, str], name: str, older: str) -> str:
    """A field under its name, or under the one it had before (Twilio still sends both)."""
    return fields.get(name) or fields.get(older, "")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_CODE))):
        return NO_CODE
    return int(text) if int(text) <= LARGEST_CODE else NO_CODE
