"""Households as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from broadcaster.api.shapes import MOST_ITEMS, VISIBLE, Line, Page, Paging, Reference, Shape
from broadcaster.api.shapes import Site as SiteOut
from broadcaster.register.models import Consent, FrenchReading, NumberKind, PhoneKind

MOST_NUMBERS = 10
"""Numbers of one household."""

Code = Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=40)]
Name = Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=120)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class OffersIn(Shape):
    """An answer about offers to buy, with its proof."""

    consent: Literal["given", "refused"]
    at: date
    source: Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=120)]


class ContactIn(Shape):
    """One telephone number of a household."""

    number: Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=40)]
    language: Language | None = None
    consent: Consent | None = None
    offers: OffersIn | None = None


class CardIn(Shape):
    """The digital card: all three or none."""

    phone: PhoneKind
    reads_sms: int = Field(ge=0, le=3)
    french: FrenchReading


class HouseholdIn(Shape):
    """A household as the landlord's system knows it."""

    reference: Reference
    name: Name
    site: Name
    city: Annotated[Line, Field(max_length=120)] = ""
    department: Annotated[Line, Field(max_length=40)] = ""
    building: Code
    address: Annotated[Line, Field(max_length=200)] = ""
    staircase: Code
    floor: int | None = Field(None, ge=-9, le=99)
    flat: Annotated[str, StringConstraints(pattern=VISIBLE, min_length=1, max_length=20)]
    contacts: list[ContactIn] = Field(max_length=MOST_NUMBERS)
    card: CardIn | None = None


class HouseholdsIn(Shape):
    """A push of households."""

    households: list[HouseholdIn] = Field(min_length=1, max_length=MOST_ITEMS)


class ContactOut(Shape):
    """One telephone number as Palier knows it."""

    number: str
    kind: NumberKind
    language: str
    consent: Consent
    opted_out: bool
    offers_consent: Consent
    offers_consent_at: datetime | None
    offers_consent_source: str | None


class CardOut(Shape):
    """The digital card."""

    phone: PhoneKind
    reads_sms: int
    french: FrenchReading


class HouseholdOut(Shape):
    """A household as Palier knows it."""

    reference: str
    name: str
    site: SiteOut
    building: str
    staircase: str
    floor: int | None
    flat: str
    contacts: list[ContactOut]
    card: CardOut | None


class HouseholdPage(Page):
    """Part of the list of households."""

    items: list[HouseholdOut]


class HouseholdsQuery(Paging):
    """Which households."""

    site: Annotated[Line, Field(max_length=120)] | None = None
