"""The register as rows of text, a row for each telephone: a file that can be imported again."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

import phonenumbers
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import PARIS
from broadcaster.register.changes import value_in_words
from broadcaster.register.models import (
    Building,
    Consent,
    Contact,
    DigitalCard,
    Flat,
    Household,
    Site,
    Staircase,
)
from broadcaster.tabular import natural

COLUMNS: Final = (
    "site",
    "city",
    "department",
    "building",
    "address",
    "staircase",
    "floor",
    "flat",
    "reference",
    "name",
    "phone",
    "language",
    "consent",
    "offers_consent",
    "offers_consent_at",
    "offers_consent_source",
    "phone_kind",
    "reads_sms",
    "french",
    "helper",
)

Cells = tuple[str, ...]


async def register_rows(session: AsyncSession, sites: Collection[int] | None) -> list[Cells]:
    """Every household of some sites (None: of all), by door; one row for each telephone."""
    query = (
        select(Site, Building, Staircase.code, Flat, Household, Contact, DigitalCard)
        .join(Building, Building.site_id == Site.id)
        .join(Staircase, Staircase.building_id == Building.id)
        .join(Flat, Flat.staircase_id == Staircase.id)
        .join(Household, Household.flat_id == Flat.id)
        .outerjoin(Contact, Contact.household_id == Household.id)
        .outerjoin(DigitalCard, DigitalCard.household_id == Household.id)
        .order_by(Site.name, Household.id, Contact.id)
    )
    if sites is not None:
        query = query.where(Site.id.in_(sites))
    found = [_cells(*row) for row in await session.execute(query)]
    door = [COLUMNS.index(name) for name in ("building", "staircase", "flat")]
    return sorted(found, key=lambda row: (row[0], *(natural(row[place]) for place in door)))


def _cells(
    site: Site,
    building: Building,
    staircase: str,
    flat: Flat,
    household: Household,
    contact: Contact | None,
    card: DigitalCard | None,
) -> Cells:
    place = (site.name, site.city, site.department, building.code, building.address, staircase)
    floor = "" if flat.floor is None else str(flat.floor)
    own = (floor, flat.number, household.reference, household.name)
    return *place, *own, *_of_contact(contact), *_of_card(card), _helper(contact)


def _of_contact(contact: Contact | None) -> Cells:
    if contact is None:
        return ("",) * 6
    return (
        national_digits(contact.number),
        contact.language,
        _answer("consent", contact.consent),
        _answer("offers_consent", contact.offers_consent),
        _day(contact.offers_consent_at),
        contact.offers_consent_source or "",
    )


def _answer(name: str, consent: Consent) -> str:
    """A question that was not asked is an empty cell, which changes nothing when it is imported."""
    return "" if consent is Consent.NOT_ASKED else value_in_words(name, consent)


def _of_card(card: DigitalCard | None) -> Cells:
    if card is None:
        return ("", "", "")
    return (
        value_in_words("phone", card.phone),
        value_in_words("reads_sms", card.reads_sms),
        value_in_words("french", card.french),
    )


def _helper(contact: Contact | None) -> str:
    parts = (contact.helper_name, contact.helper_relation) if contact else ()
    return ", ".join(filter(None, parts))


def _day(at: datetime | None) -> str:
    return f"{at.astimezone(PARIS):%d/%m/%Y}" if at else ""


def national_digits(number: str) -> str:
    """« 06 39 98 00 12 » as people write it; a foreign number with 00 instead of its +."""
    parsed = phonenumbers.parse(number, None)
    if parsed.country_code == 33:
        kind = phonenumbers.PhoneNumberFormat.NATIONAL
        return str(phonenumbers.format_number(parsed, kind))
    return f"00{number.removeprefix('+')}"
