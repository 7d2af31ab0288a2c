"""Saving the households of an import: a few queries to load, one flush to write."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import batched

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from broadcaster.bulk import among
from broadcaster.database import Base
from broadcaster.register.consents import OffersAnswer, Origin, is_overruled, take_answer
from broadcaster.register.importing.entries import Card, ContactEntry, HouseholdEntry
from broadcaster.register.importing.places import Places
from broadcaster.register.importing.words import wording
from broadcaster.register.models import Consent, Contact, DigitalCard, Household
from broadcaster.register.phone_numbers import mask
from broadcaster.register.provider_word import overrules
from broadcaster.register.search import index_households
from broadcaster.tabular import Finding

CONTACTS_A_QUERY = 500


@dataclass
class Saved:
    """What was done with the households."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    remarks: list[Finding] = field(default_factory=list)


async def save_households(
    session: AsyncSession,
    entries: Sequence[HouseholdEntry],
    *,
    replace_numbers: bool,
    origin: Origin | None = None,
) -> Saved:
    """Add and update the households; with ``replace_numbers`` a number not named is removed."""
    places = Places(session)
    await places.prepare([entry.place for entry in entries])
    known = await _households(session)
    saved = Saved()
    gone: dict[int, tuple[Contact, HouseholdEntry]] = {}
    for entry in entries:
        place_changed = places.correct(entry.place)
        household = known.get(entry.reference)
        if household is None:
            continue
        stale = _stale_contacts(household, entry) if replace_numbers else []
        gone |= {contact.id: (contact, entry) for contact in stale}
        saved.remarks += _held_against(household, entry)
        changed = _update(household, entry, places.flat_id(entry.place), origin) or bool(stale)
        saved.changed += changed or place_changed
    await session.flush()
    await places.save_corrections()
    saved.remarks += await _remove(session, gone)
    new = [entry for entry in entries if entry.reference not in known]
    saved.added = await _add(session, new, places, origin)
    saved.unchanged = len(entries) - saved.added - saved.changed
    references = [entry.reference for entry in entries]
    ids = select(Household.id).where(among(session, Household.reference, references))
    await index_households(session, set(await session.scalars(ids)))
    return saved


async def _households(session: AsyncSession) -> dict[str, Household]:
    found = await session.scalars(
        select(Household).options(selectinload(Household.contacts), selectinload(Household.card))
    )
    return {household.reference: household for household in found}


async def _add(
    session: AsyncSession,
    entries: Sequence[HouseholdEntry],
    places: Places,
    origin: Origin | None,
) -> int:
    """Add new households, a statement a table: objects one by one would take a query each."""
    rows = [
        {"flat_id": places.flat_id(entry.place), "reference": entry.reference, "name": entry.name}
        for entry in entries
    ]
    await _insert(session, Household, rows)
    references = select(Household.reference, Household.id)
    ids = {row.reference: row.id for row in await session.execute(references)}
    contacts = [
        {"household_id": ids[entry.reference], **_contact_values(contact, origin)}
        for entry in entries
        for contact in entry.contacts.values()
    ]
    await _insert(session, Contact, contacts)
    cards = [
        {"household_id": ids[entry.reference], **asdict(entry.card)}
        for entry in entries
        if entry.card is not None
    ]
    await _insert(session, DigitalCard, cards)
    return len(entries)


async def _insert(session: AsyncSession, model: type[Base], rows: list[dict[str, object]]) -> None:
    if rows:
        await session.execute(insert(model), rows)


def _contact_values(entry: ContactEntry, origin: Origin | None) -> dict[str, object]:
    return {
        "number": entry.number.e164,
        "kind": entry.number.kind,
        "language": entry.language or "fr",
        "consent": entry.consent or Consent.NOT_ASKED,
        **(entry.offers or OffersAnswer(Consent.NOT_ASKED)).columns(origin),
    }


def _update(
    household: Household, entry: HouseholdEntry, flat_id: int, origin: Origin | None
) -> bool:
    """Bring a known household up to date; True when that changed anything."""
    changed = False
    if household.name != entry.name:
        household.name, changed = entry.name, True
    if household.flat_id != flat_id:
        household.flat_id, changed = flat_id, True
    changed |= _update_card(household, entry.card)
    known = {contact.number: contact for contact in household.contacts}
    for number, contact in entry.contacts.items():
        if number not in known:
            household.contacts.append(Contact(**_contact_values(contact, origin)))
            changed = True
        else:
            changed |= _update_contact(known[number], contact, origin)
    return changed


def _update_card(household: Household, card: Card | None) -> bool:
    known = household.card
    if card is None or (
        known is not None and card == Card(known.phone, known.reads_sms, known.french)
    ):
        return False
    if known is None:
        household.card = DigitalCard(**asdict(card))
    else:
        known.phone, known.reads_sms, known.french = card.phone, card.reads_sms, card.french
    return True


def _update_contact(known: Contact, entry: ContactEntry, origin: Origin | None) -> bool:
    before = (known.kind, known.language, known.consent)
    if not overrules(known.kind, entry.number.kind):
        known.kind = entry.number.kind
    known.language = entry.language or known.language
    known.consent = entry.consent or known.consent
    answered = entry.offers is not None and take_answer(known, entry.offers, origin)
    return answered or before != (known.kind, known.language, known.consent)


def _held_against(household: Household, entry: HouseholdEntry) -> Iterator[Finding]:
    """What is known better than the file says, and stays."""
    for known in household.contacts:
        contact = entry.contacts.get(known.number)
        if contact is None:
            continue
        if overrules(known.kind, contact.number.kind):
            message = wording(f"number_{known.kind}", number=mask(known.number))
            yield Finding(entry.row, None, message)
        if contact.offers is not None and is_overruled(known, contact.offers):
            message = wording("offers_overruled", number=mask(known.number))
            yield Finding(entry.row, None, message)


def _stale_contacts(household: Household, entry: HouseholdEntry) -> list[Contact]:
    """Numbers the file no longer names, but those already kept silent for their history."""
    return [
        contact
        for contact in household.contacts
        if contact.number not in entry.contacts and contact.consent is not Consent.REFUSED
    ]


async def _remove(
    session: AsyncSession, gone: dict[int, tuple[Contact, HouseholdEntry]]
) -> list[Finding]:
    """Remove contacts; one the ledger still names is silenced instead, and remarked on."""
    kept: list[int] = []
    for some in batched(gone, CONTACTS_A_QUERY):
        if not await _removed(session, some):
            kept += [one for one in some if not await _removed(session, (one,))]
    remarks = []
    for contact, entry in (gone[one] for one in kept):
        contact.consent = Consent.REFUSED
        message = wording("kept_number", number=mask(contact.number))
        remarks.append(Finding(entry.row, None, message))
    await session.flush()
    return remarks


async def _removed(session: AsyncSession, contacts: Sequence[int]) -> bool:
    try:
        async with session.begin_nested():
            await session.execute(
                delete(Contact).where(Contact.id.in_(contacts)),
                execution_options={"synchronize_session": "fetch"},
            )
    except IntegrityError:
        return False
    return True
