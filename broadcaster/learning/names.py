"""Names the register knows, to be masked: the writer's own, and everybody else's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.conversations.models import Correspondent
from broadcaster.register.models import Contact, Household
from broadcaster.works.models import SitePerson

SHORTEST = 3
"""Letters of a word that counts as a name."""

_NO_NAMES = frozenset({"mme", "mlle", "madame", "monsieur", "les", "des", "von", "van", "del"})


@dataclass(frozen=True, slots=True)
class Names:
    """Words of names."""

    own: frozenset[str]
    others: frozenset[str]


async def names_around(session: AsyncSession, correspondent_id: int) -> Names:
    """The names in the register, seen from one correspondent."""
    address = (
        select(Correspondent.address).where(Correspondent.id == correspondent_id).scalar_subquery()
    )
    own = await session.scalars(
        select(Household.name)
        .join(Contact, Contact.household_id == Household.id)
        .where(Contact.number == address)
    )
    households = await session.scalars(select(Household.name).distinct())
    people = await session.scalars(select(SitePerson.name).distinct())
    mine = _words(own)
    return Names(own=mine, others=_words([*households, *people]) - mine)


def _words(names: Iterable[str | None]) -> frozenset[str]:
    words = (word for name in names if name for word in re.findall(r"[^\W\d_]+", name.casefold()))
    return frozenset(word for word in words if len(word) >= SHORTEST and word not in _NO_NAMES)
