"""Households as the register knows them and as an import would leave them: plain values."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.register.importing.entries import Card
from broadcaster.register.models import Consent, Contact, DigitalCard, Household, NumberKind

FlatKey = tuple[str, str, str, str]
"""What tells flats apart: site, building, staircase, number, folded."""


@dataclass(slots=True)
class ContactState:
    """One telephone; the names are those of the columns."""

    number: str  # E.164
    kind: NumberKind
    id: int | None = None  # None: it is new
    language: str = "fr"
    reads_sms: bool | None = None
    helper_name: str | None = None
    helper_relation: str | None = None
    consent: Consent = Consent.NOT_ASKED
    consent_at: datetime | None = None
    consent_source: str | None = None
    offers_consent: Consent = Consent.NOT_ASKED
    offers_consent_at: datetime | None = None
    offers_consent_source: str | None = None


@dataclass(slots=True)
class HouseholdState:
    """One household with its telephones and card."""

    reference: str
    name: str
    flat: FlatKey
    id: int | None = None  # None: it is new
    version: int = 1
    card: Card | None = None
    contacts: dict[str, ContactState] = field(default_factory=dict)  # by number


async def known_households(
    session: AsyncSession, references: Collection[str], flats: Mapping[int, FlatKey]
) -> dict[str, HouseholdState]:
    """Those of the references that the register has; ``flats`` are its flats by id."""
    columns = select(
        Household.id, Household.version, Household.reference, Household.name, Household.flat_id
    )
    rows = await session.execute(columns.where(among(session, Household.reference, references)))
    return await _filled(session, rows.all(), flats)


async def households_by_id(
    session: AsyncSession, ids: Collection[int], flats: Mapping[int, FlatKey]
) -> dict[int, HouseholdState]:
    """The same by id."""
    columns = select(
        Household.id, Household.version, Household.reference, Household.name, Household.flat_id
    )
    rows = await session.execute(columns.where(among(session, Household.id, ids)))
    found = await _filled(session, rows.all(), flats)
    return {one.id: one for one in found.values() if one.id is not None}


async def _filled(
    session: AsyncSession,
    rows: Sequence[Row[int, int, str, str, int]],
    flats: Mapping[int, FlatKey],
) -> dict[str, HouseholdState]:
    found = {
        one: HouseholdState(reference, name, flats[flat_id], one, version)
        for one, version, reference, name, flat_id in rows
    }
    cards = select(
        DigitalCard.household_id, DigitalCard.phone, DigitalCard.reads_sms, DigitalCard.french
    )
    here = among(session, DigitalCard.household_id, list(found))
    for one, phone, reads_sms, french in await session.execute(cards.where(here)):
        found[one].card = Card(phone, reads_sms, french)
    names = [name for name in ContactState.__slots__ if name != "id"]
    contacts = select(
        Contact.household_id, Contact.id, *(getattr(Contact, name) for name in names)
    ).where(among(session, Contact.household_id, list(found)))
    for one, contact_id, *values in await session.execute(contacts.order_by(Contact.id)):
        contact = ContactState(**dict(zip(names, values, strict=True)), id=contact_id)
        found[one].contacts[contact.number] = contact
    return {one.reference: one for one in found.values()}


# JSON of our own making: words, numbers, truth and moments as ISO text.
def image_of(state: HouseholdState, flat_id: int) -> dict[str, Any]:
    """All of a household, to be written down and restored."""
    return {
        "name": state.name,
        "reference": state.reference,
        "flat_id": flat_id,
        "card": asdict(state.card) if state.card else None,
        "contacts": [_written(contact) for contact in state.contacts.values()],
    }


def restored_contact(written: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a contact, from its image."""
    moments = ("consent_at", "offers_consent_at")
    return {
        name: datetime.fromisoformat(value) if name in moments and value else value
        for name, value in written.items()
    }


def digest_of(image: Mapping[str, Any]) -> str:
    """SHA-256 of an image, but for the ids of its telephones."""
    contacts = [{**one, "id": None} for one in image["contacts"]]
    contacts.sort(key=lambda one: str(one["number"]))
    return sha256_of({**image, "contacts": contacts})


def sha256_of(value: object) -> str:
    """SHA-256 of a value as JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _written(contact: ContactState) -> dict[str, Any]:
    values = {name: getattr(contact, name) for name in ContactState.__slots__}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
