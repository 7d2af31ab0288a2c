"""The provider's word: what it found out about a number, and when that no longer holds."""

from typing import Final

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.register.models import Contact, NumberKind
from broadcaster.register.phone_numbers import NumberRefusedError, parse_number

FOUND_OUT: Final = frozenset({NumberKind.LANDLINE, NumberKind.GONE, NumberKind.INVALID})
"""Kinds the provider tells of a number that looks like any mobile."""


def overrules(known: NumberKind, read: NumberKind) -> bool:
    """True when what is known of a number was found out by trying, and its digits hide it.

    An import that names the number again must not bring it back: nothing new was learnt.
    """
    return known in FOUND_OUT and read is NumberKind.MOBILE


async def heard_from(session: AsyncSession, number: str) -> int:
    """Whoever texts us has a mobile that works: try it again; give how many contacts that is for.

    A landline that texts stays one: it could not read the answer.
    """
    try:
        if parse_number(number).kind is not NumberKind.MOBILE:
            return 0
    except NumberRefusedError:  # a short code, a name
        return 0
    revived = await session.scalars(
        update(Contact)
        .where(Contact.number == number, Contact.kind.in_(FOUND_OUT))
        .values(kind=NumberKind.MOBILE)
        .returning(Contact.id)
        .execution_options(synchronize_session=False)
    )
    return len(revived.all())
