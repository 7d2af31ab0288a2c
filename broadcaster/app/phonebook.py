"""The phonebook of the local Twilio's phones page: the tenants of the register."""

from importlib import resources

import yaml
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.local_twilio.config import Phonebook, PhoneEntry
from broadcaster.register.models import (
    Building,
    Contact,
    DigitalCard,
    Flat,
    Household,
    NumberKind,
    Staircase,
)

MOST = 500
"""Telephones offered at most; the page has a search."""


def phonebook_of(database: Database) -> Phonebook:
    """The mobiles of the register, with the flat and the kind of phone under each name."""
    words = yaml.safe_load(
        resources.files("broadcaster.app").joinpath("phonebook.yml").read_text("utf-8")
    )

    async def entries() -> list[PhoneEntry]:
        async with database.read() as session:
            rows = await session.execute(
                select(Contact.number, Household.name, Building.code, Staircase.code,
                       Flat.number, DigitalCard.phone, Contact.language)
                .join(Household, Household.id == Contact.household_id)
                .join(Flat, Flat.id == Household.flat_id)
                .join(Staircase, Staircase.id == Flat.staircase_id)
                .join(Building, Building.id == Staircase.building_id)
                .outerjoin(DigitalCard, DigitalCard.household_id == Household.id)
                .where(Contact.kind == NumberKind.MOBILE)
                .order_by(Building.code, Staircase.code, Flat.number, Contact.id)
                .limit(MOST)
            )  # fmt: skip
            return [
                PhoneEntry(
                    number,
                    name,
                    words["note"].format(
                        building=building,
                        staircase=staircase,
                        flat=flat,
                        phone=words["phones"][phone.value if phone else "unknown"],
                        language=language,
                    ),
                )
                for number, name, building, staircase, flat, phone, language in rows
            ]

    return entries
