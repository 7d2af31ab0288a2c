"""Who lives where and how to reach them, from the site down to each telephone number."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from broadcaster.database import Base, choice


class NumberKind(enum.StrEnum):
    """What a telephone number can do for us."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    UNKNOWN = "unknown"
    GONE = "gone"  # nobody has it any more, says the provider, or staff corrected it
    INVALID = "invalid"  # the provider says that there is no such number


class Consent(enum.StrEnum):
    """What the person said about being written to about the works."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"


class PhoneKind(enum.StrEnum):
    """The best telephone of a household, as its digital card says."""

    NONE = "none"
    LANDLINE = "landline"
    KEYPAD = "keypad"
    SMARTPHONE_OFFLINE = "smartphone_offline"
    SMARTPHONE_ONLINE = "smartphone_online"

    @property
    def is_smartphone(self) -> bool:
        """True for both kinds of smartphone."""
        return self in (PhoneKind.SMARTPHONE_OFFLINE, PhoneKind.SMARTPHONE_ONLINE)


class FrenchReading(enum.StrEnum):
    """How the adult who answered the card reads French."""

    EASY = "easy"
    HARD = "hard"
    VERY_HARD = "very_hard"


class Site(Base):
    """An estate under renovation."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    city: Mapped[str] = mapped_column(String(120))
    # "67", "971"…: whose public holidays count. "" for those of the whole country.
    department: Mapped[str] = mapped_column(String(3), default="")

    buildings: Mapped[list["Building"]] = relationship(
        back_populates="site", order_by="Building.code"
    )


class Building(Base):
    """A building of a site, known to its tenants by a letter or a name."""

    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("site_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200))

    site: Mapped[Site] = relationship(back_populates="buildings")
    staircases: Mapped[list["Staircase"]] = relationship(
        back_populates="building", order_by="Staircase.code"
    )


class Staircase(Base):
    """One staircase: the unit in which works come and are told."""

    __tablename__ = "staircase"
    __table_args__ = (UniqueConstraint("building_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    code: Mapped[str] = mapped_column(String(40))

    building: Mapped[Building] = relationship(back_populates="staircases")
    flats: Mapped[list["Flat"]] = relationship(back_populates="staircase", order_by="Flat.number")


class Flat(Base):
    """A dwelling, by the number on its door."""

    __tablename__ = "flat"
    __table_args__ = (UniqueConstraint("staircase_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staircase_id: Mapped[int] = mapped_column(ForeignKey("staircase.id"))
    number: Mapped[str] = mapped_column(String(20))
    floor: Mapped[int | None]

    staircase: Mapped[Staircase] = relationship(back_populates="flats")
    households: Mapped[list["Household"]] = relationship(back_populates="flat")


class Household(Base):
    """The people who live in one flat, as the landlord's file names them."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    flat_id: Mapped[int] = mapped_column(ForeignKey("flat.id"), index=True)
    # The landlord's own number for the tenant: the key by which an import finds a household again.
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    # Goes up with each edit: who saves a page that has grown old meanwhile is told so.
    version: Mapped[int] = mapped_column(default=1)

    flat: Mapped[Flat] = relationship(back_populates="households")
    contacts: Mapped[list["Contact"]] = relationship(
        back_populates="household", order_by="Contact.id", cascade="all, delete-orphan"
    )
    card: Mapped["DigitalCard | None"] = relationship(
        back_populates="household", cascade="all, delete-orphan"
    )


class Contact(Base):
    """One telephone number of a household. The same number may serve several households."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("household_id", "number"),
        # All that decides whether a telephone is texted, so that no row is looked up to count.
        Index(
            "ix_contact_audience",
            "household_id",
            "kind",
            "consent",
            "offers_consent",
            "language",
            "reads_sms",
            "number",
        ),
        Index("ix_contact_language", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    number: Mapped[str] = mapped_column(String(20), index=True)  # E.164
    kind: Mapped[NumberKind] = mapped_column(choice(NumberKind))
    language: Mapped[str] = mapped_column(String(8), default="fr")  # ISO 639-1
    # Whether its owner reads SMS; None: nobody asked.
    reads_sms: Mapped[bool | None]
    # A number of somebody who helps the household: their name, and what they are to it.
    helper_name: Mapped[str | None] = mapped_column(String(120))
    helper_relation: Mapped[str | None] = mapped_column(String(60))
    consent: Mapped[Consent] = mapped_column(choice(Consent), default=Consent.NOT_ASKED)
    consent_at: Mapped[datetime | None]
    consent_source: Mapped[str | None] = mapped_column(String(120))
    # Offers to buy are another matter than the works: they need a yes of their own, with its
    # date and where it was given (code des postes et des communications électroniques, L. 34-5).
    offers_consent: Mapped[Consent] = mapped_column(choice(Consent), default=Consent.NOT_ASKED)
    offers_consent_at: Mapped[datetime | None]
    offers_consent_source: Mapped[str | None] = mapped_column(String(120))

    household: Mapped[Household] = relationship(back_populates="contacts")


class DigitalCard(Base):
    """What a household said of its telephone and of reading, to choose the form it is told in."""

    __tablename__ = "digital_card"

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    phone: Mapped[PhoneKind] = mapped_column(choice(PhoneKind))
    reads_sms: Mapped[int]  # 0 never … 3 easily
    french: Mapped[FrenchReading] = mapped_column(choice(FrenchReading))

    household: Mapped[Household] = relationship(back_populates="card")


class OptOut(Base):
    """A number that asked for silence. Kept by number, so it holds for strangers too."""

    __tablename__ = "opt_out"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    since: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(20))  # "keyword" or "provider"


class HouseholdSearch(Base):
    """What a household is found by, folded into one text (``register.search``)."""

    __tablename__ = "household_search"

    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    # « | b 2 34 b234 | rivel | h1 | 0639980001 », between spaces.
    words: Mapped[str] = mapped_column(Text)
