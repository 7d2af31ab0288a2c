"""Writing what an import planned: a few statements a table, and others get their turn between."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from typing import Any, Final, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among, insert_many
from broadcaster.database import Base
from broadcaster.register.importing.places import ROWS_A_STEP, Places
from broadcaster.register.importing.planning import Plan
from broadcaster.register.importing.states import (
    ContactState,
    HouseholdState,
    digest_of,
    image_of,
)
from broadcaster.register.models import Contact, DigitalCard, Household
from broadcaster.register.search import index_households

HOUSEHOLDS: Final = cast("Table", Household.__table__)
CONTACTS: Final = cast("Table", Contact.__table__)
CARDS: Final = cast("Table", DigitalCard.__table__)


# Images are JSON of our own making.
@dataclass(frozen=True, slots=True)
class Touched:
    """One household an import wrote: how it was, and what tells how it was left."""

    household_id: int
    before: dict[str, Any] | None  # None: it is new
    left_sha256: str


async def save_plan(session: AsyncSession, plan: Plan, places: Places) -> list[Touched]:
    """Write a plan, all of it in the caller's transaction; give what was touched."""
    await places.prepare([entry.place for entry in plan.entries])
    removed = [
        change.before.contacts[number].id for change in plan.changed for number in change.removed
    ]
    for some in batched(filter(None, removed), ROWS_A_STEP):
        await session.execute(
            delete(Contact).where(among(session, Contact.id, some)),
            execution_options={"synchronize_session": False},
        )
    await _update_households(session, plan, places)
    ids = await _add_households(session, plan.added, places)
    await _save_contacts(session, plan, ids)
    await _save_cards(session, plan, ids)
    touched = await asyncio.to_thread(_touched, plan, places, ids)
    await index_households(session, [one.household_id for one in touched])
    return touched


async def _update_households(session: AsyncSession, plan: Plan, places: Places) -> None:
    rows = [
        {
            "id": change.after.id,
            "name": change.after.name,
            "flat_id": places.flat_id(change.after.flat),
            "version": change.before.version + 1,
        }
        for change in plan.changed
    ]
    await update_many(session, Household, rows)


async def _add_households(
    session: AsyncSession, added: Sequence[HouseholdState], places: Places
) -> dict[str, int]:
    """Add new households; give the id of each by its reference."""
    ids: dict[str, int] = {}
    for some in batched(added, ROWS_A_STEP):
        rows = [
            {
                "flat_id": places.flat_id(one.flat),
                "reference": one.reference,
                "name": one.name,
                "version": 1,
            }
            for one in some
        ]
        await insert_many(session, HOUSEHOLDS, rows)
        made = select(Household.reference, Household.id).where(
            among(session, Household.reference, [one.reference for one in some])
        )
        ids |= {row.reference: row.id for row in await session.execute(made)}
    return ids


async def _save_contacts(session: AsyncSession, plan: Plan, ids: Mapping[str, int]) -> None:
    new = [
        {"household_id": ids[one.reference], **_columns(contact)}
        for one in plan.added
        for contact in one.contacts.values()
    ]
    changed: list[dict[str, Any]] = []
    for change in plan.changed:
        for number, contact in change.after.contacts.items():
            if contact.id is None:
                new.append({"household_id": change.after.id, **_columns(contact)})
            elif contact != change.before.contacts[number]:
                changed.append({"id": contact.id, **_columns(contact)})
    for some in batched(new, ROWS_A_STEP):
        await insert_many(session, CONTACTS, some)
    await update_many(session, Contact, changed)


async def _save_cards(session: AsyncSession, plan: Plan, ids: Mapping[str, int]) -> None:
    new = [
        {"household_id": ids[one.reference], **asdict(one.card)} for one in plan.added if one.card
    ]
    changed: list[dict[str, Any]] = []
    for change in plan.changed:
        card = change.after.card
        if card is not None and card != change.before.card:
            rows = changed if change.before.card else new
            rows.append({"household_id": change.after.id, **asdict(card)})
    for some in batched(new, ROWS_A_STEP):
        await insert_many(session, CARDS, some)
    await update_many(session, DigitalCard, changed)


async def update_many(
    session: AsyncSession, model: type[Base], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Update rows by their keys, some thousands a statement."""
    for some in batched(rows, ROWS_A_STEP):
        await session.execute(update(model), list(some))


def _columns(contact: ContactState) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in ContactState.__slots__ if name != "id"}


def _touched(plan: Plan, places: Places, ids: Mapping[str, int]) -> list[Touched]:
    new = [
        Touched(ids[one.reference], None, digest_of(image_of(one, places.flat_id(one.flat))))
        for one in plan.added
    ]
    changed = [
        Touched(
            change.after.id or 0,
            image_of(change.before, places.flat_id(change.before.flat)),
            digest_of(image_of(change.after, places.flat_id(change.after.flat))),
        )
        for change in plan.changed
    ]
    return new + changed
