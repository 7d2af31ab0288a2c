"""Who a correspondent is, as far as the register knows: households, place, number."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.answers.models import AnswerChannel
from broadcaster.console.places import Places, load_places
from broadcaster.console.words import national, say
from broadcaster.conversations.models import Correspondent
from broadcaster.register.models import Contact, Flat, Household


@dataclass(frozen=True, slots=True)
class Identity:
    """What staff see of whoever writes."""

    names: list[str]  # the households that have this number; none for a stranger
    place: str | None
    number: str | None  # as French people write it; None in a chat

    @property
    def title(self) -> str:
        """The shortest way to name them."""
        return ", ".join(self.names) or self.number or say("correspondent.web")


async def identify(session: AsyncSession, ids: Collection[int]) -> dict[int, Identity]:
    """The identity of each correspondent, by id."""
    found = await session.scalars(select(Correspondent).where(Correspondent.id.in_(ids)))
    correspondents = list(found)
    numbers = {one.address for one in correspondents if one.channel is AnswerChannel.SMS}
    rows = await session.execute(
        select(Contact.number, Household.name, Flat)
        .join(Household, Household.id == Contact.household_id)
        .join(Flat, Flat.id == Household.flat_id)
        .where(Contact.number.in_(numbers))
        .order_by(Household.name)
    )
    homes: dict[str, list[tuple[str, Flat]]] = {}
    for number, name, flat in rows:
        homes.setdefault(number, []).append((name, flat))
    places = await load_places(session)
    return {one.id: _identity(one, homes.get(one.address, []), places) for one in correspondents}


def _identity(
    correspondent: Correspondent, homes: list[tuple[str, Flat]], places: Places
) -> Identity:
    number = None
    if correspondent.channel is AnswerChannel.SMS:
        number = national(correspondent.address)
    said = places.name_of_ids(correspondent.building_id, correspondent.staircase_id)
    place = places.name_of_flat(homes[0][1]) if homes else said
    return Identity([name for name, _ in homes], place, number)
