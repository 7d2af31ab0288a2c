"""Taking back the last import: everything as it was before, or nothing and why."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from broadcaster.bulk import among, insert_many
from broadcaster.database import Base
from broadcaster.errors import PalierError
from broadcaster.register.importing.models import ImportState, ImportTouch, RegisterImport
from broadcaster.register.importing.places import ROWS_A_STEP, Places
from broadcaster.register.importing.saving import CARDS, CONTACTS, update_many
from broadcaster.register.importing.states import (
    HouseholdState,
    digest_of,
    households_by_id,
    image_of,
    restored_contact,
)
from broadcaster.register.importing.words import wording
from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    Flat,
    Household,
    Site,
    Staircase,
)
from broadcaster.register.named_elsewhere import still_named
from broadcaster.register.search import index_households
from broadcaster.staff.audit import record

NAMED = 5
"""How many households a refusal names."""

PLACES: Mapping[str, type[Site] | type[Building] | type[Staircase] | type[Flat]] = {
    "flat": Flat,
    "staircase": Staircase,
    "building": Building,
    "site": Site,
}
"""From the narrowest: what lies within goes first."""

OWN = ("contact", "digital_card", "household_reach", "household_search", "import_touch")
"""The tables whose rows go with their household, and tell nothing that happened to it.

``household_reach`` is reckoned again and again for the reports, in the minute after an import too.
"""


class UndoRefusedError(PalierError):
    """This import cannot be taken back. The text, from ``findings.yml``, says why."""


async def last_import(session: AsyncSession) -> RegisterImport | None:
    """The import that can be taken back, if there is one."""
    done = select(RegisterImport).where(RegisterImport.state == ImportState.DONE)
    newest = done.order_by(RegisterImport.done_at.desc(), RegisterImport.id.desc()).limit(1)
    return await session.scalar(newest.options(undefer(RegisterImport.places)))


async def undo(
    session: AsyncSession, import_id: int, user_id: int, now: datetime
) -> RegisterImport:
    """Put everything back as it was before the last import; raise UndoRefusedError.

    Refused as soon as one household it touched is not as it left it: then nothing is put back.
    """
    kept = await last_import(session)
    if kept is None or kept.id != import_id:
        gone = await session.get(RegisterImport, import_id)
        is_undone = gone is not None and gone.state is ImportState.UNDONE
        raise UndoRefusedError(wording("already_undone" if is_undone else "not_last"))
    found = await session.scalars(select(ImportTouch).where(ImportTouch.import_id == import_id))
    touches = list(found)
    places = Places(session)
    await places.load()
    ids = [one.household_id for one in touches]
    now_there = await households_by_id(session, ids, places.flats)
    await _need_untouched(session, touches, now_there, places)
    await _restore(session, touches, now_there)
    await _restore_places(session, kept.places)
    kept.state, kept.undone_at = ImportState.UNDONE, now
    subject, detail = f"register_import {import_id}", {"file": kept.file_name}
    await record(session, user_id, "register_import_undone", subject, detail, now)
    return kept


async def _need_untouched(
    session: AsyncSession,
    touches: Sequence[ImportTouch],
    there: Mapping[int, HouseholdState],
    places: Places,
) -> None:
    added = {one.household_id for one in touches if one.before is None}
    named = await still_named(session, Household, added, besides=OWN)
    named |= await _written_to(session, touches, there)
    names = await asyncio.to_thread(_names_touched, touches, named, there, places)
    if names:
        raise touched_since(names)


def _names_touched(
    touches: Sequence[ImportTouch],
    named: Collection[int],
    there: Mapping[int, HouseholdState],
    places: Places,
) -> list[str]:
    return [
        there[one.household_id].name
        for one in touches
        if one.household_id in named or _is_touched(one, there[one.household_id], places)
    ]


def touched_since(names: Sequence[str]) -> UndoRefusedError:
    """The refusal that names some of those that were changed or written to."""
    told = ", ".join(names[:NAMED])
    told = wording("and_more", rows=told) if len(names) > NAMED else told
    return UndoRefusedError(wording("touched_since", count=len(names), names=told))


def _is_touched(touch: ImportTouch, state: HouseholdState, places: Places) -> bool:
    return digest_of(image_of(state, places.flat_id(state.flat))) != touch.left_sha256


async def _written_to(
    session: AsyncSession, touches: Sequence[ImportTouch], there: Mapping[int, HouseholdState]
) -> set[int]:
    """The households one of whose new numbers was written to since."""
    owners = {
        contact.id: touch.household_id
        for touch in touches
        for contact in there[touch.household_id].contacts.values()
        if contact.id is not None and contact.id not in _contact_ids(touch)
    }
    return {owners[one] for one in await still_named(session, Contact, owners.keys())}


def _contact_ids(touch: ImportTouch) -> set[int]:
    return {one["id"] for one in touch.before["contacts"]} if touch.before else set()


async def _restore(
    session: AsyncSession, touches: Sequence[ImportTouch], there: Mapping[int, HouseholdState]
) -> None:
    everybody = [one.household_id for one in touches]
    added = [one.household_id for one in touches if one.before is None]
    changed = {one.household_id: one.before for one in touches if one.before is not None}
    await _delete(session, DigitalCard, everybody, DigitalCard.household_id)
    kept = {one for touch in touches for one in _contact_ids(touch)}
    contacts = [
        contact.id
        for one in everybody
        for contact in there[one].contacts.values()
        if contact.id is not None and contact.id not in kept
    ]
    await _delete(session, Contact, contacts, Contact.id)
    await _delete(session, Household, added, Household.id)
    rows = [
        {
            "id": one,
            "name": before["name"],
            "flat_id": before["flat_id"],
            "version": there[one].version + 1,
        }
        for one, before in changed.items()
    ]
    await update_many(session, Household, rows)
    await _restore_contacts(session, changed, there)
    cards = [{"household_id": one, **b["card"]} for one, b in changed.items() if b["card"]]
    for some in batched(cards, ROWS_A_STEP):
        await insert_many(session, CARDS, some)
    await index_households(session, changed.keys())


# Images are JSON of our own making.
async def _restore_contacts(
    session: AsyncSession,
    changed: Mapping[int, Mapping[str, Any]],
    there: Mapping[int, HouseholdState],
) -> None:
    known = {
        contact.id for one in changed for contact in there[one].contacts.values() if contact.id
    }
    images = [
        {"household_id": one, **restored_contact(contact)}
        for one, before in changed.items()
        for contact in before["contacts"]
    ]
    await update_many(session, Contact, [one for one in images if one["id"] in known])
    for some in batched([one for one in images if one["id"] not in known], ROWS_A_STEP):
        await insert_many(session, CONTACTS, some)


# Which column of which table differs.
async def _delete(
    session: AsyncSession, model: type[Base], keys: Collection[int], column: Any
) -> None:
    for some in batched(sorted(keys), ROWS_A_STEP):
        await session.execute(
            delete(model).where(among(session, column, some)),
            execution_options={"synchronize_session": False},
        )


# The places are JSON of our own making.
async def _restore_places(session: AsyncSession, places: Mapping[str, Any]) -> None:
    for one in places["corrections"]:
        row = await session.get(PLACES[one["table"]], one["row_id"], populate_existing=True)
        if row is not None and getattr(row, one["field"]) != one["after"]:
            raise touched_since([str(one["after"])])
        setattr(row, one["field"], one["before"])
    await session.flush()
    for table, model in PLACES.items():
        ids = places["made"][table]
        named = await still_named(session, model, ids) if ids else set()
        if named:
            rows = [await session.get_one(model, one) for one in sorted(named)[: NAMED + 1]]
            raise touched_since([getattr(row, "number", getattr(row, "code", "")) for row in rows])
        await _delete(session, model, ids, model.id)
