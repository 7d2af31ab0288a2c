"""Old numbers: a number that was corrected stays its household's, for the history, and silent.

What was said on it is found by the number: the threads, whose they are, and who may read them.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.database import Base
from broadcaster.register.editing import Hand, claim, write_down
from broadcaster.register.models import Consent, Contact, Household, NumberKind
from broadcaster.register.phone_numbers import mask
from broadcaster.register.provider_word import FOUND_OUT
from broadcaster.register.telephones import HOLDS_TELEPHONE

_OF_THE_ROW: Final = frozenset({"id", "household", "consent_at", "consent_source"})
"""What a silent copy does not take over: its silence has a day of its own."""


async def correct_number(
    session: AsyncSession, contact: Contact, number: str, user_id: int, now: datetime
) -> None:
    """Give a contact the right mobile; the wrong one stays with its household and is not texted.

    The row keeps its id: what was promised to it is not promised to the new number twice.
    """
    version = await session.scalar(
        select(Household.version).where(Household.id == contact.household_id)
    )
    hand = Hand(user_id, now, version or 0)
    household = await claim(session, contact.household_id, hand)
    before, old = contact.number, silent_copy(contact, now)
    contact.number, contact.kind = number, NumberKind.MOBILE
    await session.flush()  # before the other row may have its number
    session.add(old)
    detail: dict[str, object] = {"before": mask(before), "after": mask(number)}
    await write_down(session, household, "number_corrected", detail, hand)


def silent_copy(contact: Contact, now: datetime) -> Contact:
    """A contact's number as it is now, to be kept beside its correction: nobody texts it."""
    names = inspect(Contact).attrs.keys()
    old = Contact(**{name: getattr(contact, name) for name in names if name not in _OF_THE_ROW})
    old.kind = contact.kind if contact.kind in FOUND_OUT else NumberKind.GONE
    old.consent, old.consent_at = Consent.REFUSED, now
    return old


async def has_past(session: AsyncSession, number: str) -> bool:
    """True when something was sent to this number, or came from it.

    The tables tell by what their columns hold, so that the register need not know who keeps a
    history.
    """
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.info.get(HOLDS_TELEPHONE):
                there = select(column).where(column == number).limit(1)
                if await session.scalar(there) is not None:
                    return True
    return False
