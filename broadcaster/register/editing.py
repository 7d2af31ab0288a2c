"""Editing one household: its name and flat, its telephones, its digital card.

Each edit names the version of the household it was made from. When somebody saved another one
meanwhile it is refused, so that nobody overwrites what they have not seen.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from broadcaster.errors import PalierError
from broadcaster.register.changes import Values, door_in_words, in_words
from broadcaster.register.models import (
    Building,
    DigitalCard,
    Flat,
    FrenchReading,
    Household,
    PhoneKind,
    Staircase,
)
from broadcaster.register.search import index_households
from broadcaster.staff.audit import record


class HouseholdStaleError(PalierError):
    """Somebody changed this household meanwhile. Look at what changed, then save again."""


class ReferenceTakenError(PalierError):
    """Another household has this reference. Write the one of this household."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who edits, when, and from which version of the household."""

    user_id: int
    now: datetime
    version: int


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """What a household is, but for its telephones and card."""

    name: str
    reference: str
    flat_id: int


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a digital card says."""

    phone: PhoneKind
    reads_sms: int  # 0 never … 3 easily
    french: FrenchReading


async def claim(session: AsyncSession, household_id: int, hand: Hand) -> Household:
    """The household, to be changed; raise HouseholdStaleError when its version is another one."""
    claimed = await session.scalar(
        update(Household)
        .where(Household.id == household_id, Household.version == hand.version)
        .values(version=Household.version + 1)
        .returning(Household.id)
        .execution_options(synchronize_session=False)
    )
    if claimed is None:
        raise HouseholdStaleError
    return await session.get_one(Household, household_id, populate_existing=True)


async def write_down(
    session: AsyncSession,
    household: Household,
    action: str,
    detail: dict[str, object],
    hand: Hand,
) -> None:
    """Write an edit of a household into the log, and what it is found by."""
    await index_households(session, {household.id})
    subject = f"household {household.id}"
    told = {"household": household.name, **detail}
    await record(session, hand.user_id, action, subject, told, hand.now)


async def add_household(
    session: AsyncSession, facts: HouseholdFacts, user_id: int, now: datetime
) -> Household:
    """A new household in a flat; raise ReferenceTakenError."""
    await _need_free(session, facts.reference, besides=0)
    household = Household(**asdict(facts), version=1)
    session.add(household)
    await session.flush()
    await write_down(session, household, "household_added", {}, Hand(user_id, now, 1))
    return household


async def change_household(
    session: AsyncSession, household_id: int, facts: HouseholdFacts, hand: Hand
) -> bool:
    """Give a household another name, reference or flat; False when nothing is another.

    Raises HouseholdStaleError and ReferenceTakenError.
    """
    household = await claim(session, household_id, hand)
    await _need_free(session, facts.reference, besides=household_id)
    before = await _facts_in_words(session, household)
    household.name, household.reference = facts.name, facts.reference
    household.flat_id = facts.flat_id
    await session.flush()
    changes = in_words(before, await _facts_in_words(session, household))
    if changes:
        await write_down(session, household, "household_changed", {"changes": changes}, hand)
    else:
        household.version = hand.version
    return bool(changes)


async def change_card(
    session: AsyncSession, household_id: int, card: CardFacts, hand: Hand
) -> bool:
    """Write a household's digital card; False when nothing is another.

    Raises HouseholdStaleError.
    """
    household = await claim(session, household_id, hand)
    known = await session.get(DigitalCard, household_id)
    before = _card_values(known)
    if known is None:
        known = DigitalCard(household_id=household_id)
        session.add(known)
    known.phone, known.reads_sms, known.french = card.phone, card.reads_sms, card.french
    changes = in_words(before, asdict(card))
    if changes:
        await write_down(session, household, "card_changed", {"changes": changes}, hand)
    else:
        household.version = hand.version
    return bool(changes)


def _card_values(card: DigitalCard | None) -> Values:
    if card is None:
        return {}
    return {"phone": card.phone, "reads_sms": card.reads_sms, "french": card.french}


async def _need_free(session: AsyncSession, reference: str, *, besides: int) -> None:
    other = select(Household.id).where(Household.reference == reference, Household.id != besides)
    if await session.scalar(other) is not None:
        raise ReferenceTakenError


async def _facts_in_words(session: AsyncSession, household: Household) -> Values:
    door = await session.scalar(
        select(Flat)
        .where(Flat.id == household.flat_id)
        .options(joinedload(Flat.staircase).joinedload(Staircase.building))
    )
    return {
        "name": household.name,
        "reference": household.reference,
        "flat": _door(door.staircase.building, door.staircase, door) if door else None,
    }


def _door(building: Building, staircase: Staircase, flat: Flat) -> str:
    return door_in_words(building.code, staircase.code, flat.number)
