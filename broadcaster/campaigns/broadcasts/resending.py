"""Resending: one household's message once more, to the number it should have gone to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.life import get_broadcast, record
from broadcaster.campaigns.models import BroadcastState
from broadcaster.campaigns.refusals import CannotResendError, NewNumberRefusedError
from broadcaster.campaigns.wording import refusal_sentence
from broadcaster.register.models import Contact, Household, NumberKind
from broadcaster.register.old_numbers import correct_number
from broadcaster.register.optouts import opted_out
from broadcaster.register.phone_numbers import NumberRefusedError, mask, parse_number
from broadcaster.sending.mailings import forsake
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.sending.second_tries import promise_again

RESENDABLE: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNDELIVERED})
"""What certainly did not arrive: anything else might be read twice."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A number to be corrected, as staff typed it."""

    delivery_id: str  # the message that did not arrive
    number: str


async def resend(
    session: AsyncSession, correction: Correction, user_id: int, now: datetime
) -> Delivery:
    """Correct the number in the register and promise the message to it; give the new delivery.

    Raises CannotResendError when the message arrived, may have, went to that number already or
    is of no use any more, and NewNumberRefusedError when the number cannot be used.
    """
    failed = await session.get(Delivery, correction.delivery_id)
    if failed is None or failed.broadcast_id is None or failed.contact_id is None:
        raise CannotResendError
    broadcast = await get_broadcast(session, failed.broadcast_id)
    is_late = failed.expires_at is not None and failed.expires_at <= now
    is_stopped = broadcast.state is BroadcastState.CANCELLED
    if failed.state not in RESENDABLE or is_late or is_stopped:
        raise CannotResendError
    contact = await session.get_one(Contact, failed.contact_id, populate_existing=True)
    number = await _usable(session, contact, correction.number)
    again = await _promised(session, failed, number, now)
    before = contact.number
    if before == number:  # corrected since, on the page of the household
        contact.kind = NumberKind.MOBILE
    else:
        await correct_number(session, contact, number, user_id, now)
        await forsake(session, contact.id, before, now)
    household = await session.get_one(Household, contact.household_id)
    words = {"household": household.name, "before": mask(before), "after": mask(number)}
    await record(session, broadcast, user_id, "broadcast_resent", now, **words)
    return again


async def _usable(session: AsyncSession, contact: Contact, typed: str) -> str:
    try:
        parsed = parse_number(typed)
    except NumberRefusedError as refusal:
        raise NewNumberRefusedError(why=refusal) from refusal
    if parsed.kind is not NumberKind.MOBILE:
        raise NewNumberRefusedError(why=refusal_sentence("new_number_not_mobile"))
    if await opted_out(session, {parsed.e164}):
        raise NewNumberRefusedError(why=refusal_sentence("new_number_opted_out"))
    taken = select(Contact.id).where(
        Contact.household_id == contact.household_id,
        Contact.number == parsed.e164,
        Contact.id != contact.id,
    )
    if await session.scalar(taken) is not None:
        raise NewNumberRefusedError(why=refusal_sentence("new_number_taken"))
    return parsed.e164


async def _promised(
    session: AsyncSession, failed: Delivery, number: str, now: datetime
) -> Delivery:
    """The new promise, under a key of its own, unless the number had this message already."""
    tries = select(func.max(Delivery.round)).where(
        Delivery.broadcast_id == failed.broadcast_id, Delivery.contact_id == failed.contact_id
    )
    to_number = select(Delivery.id).where(
        Delivery.broadcast_id == failed.broadcast_id, Delivery.to_number == number
    )
    if await session.scalar(to_number.limit(1)) is not None:
        raise CannotResendError
    again = await promise_again(session, failed, number, await session.scalar(tries) or 0, now)
    if again is None:  # somebody else did it at this very moment
        raise CannotResendError
    return await session.get_one(Delivery, again)
