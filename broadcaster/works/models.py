"""The works calendar: milestones, planned cuts, and who is in charge on site."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class MilestoneState(enum.StrEnum):
    """Where a milestone stands."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"


class CutKind(enum.StrEnum):
    """What a planned cut takes away."""

    WATER = "water"
    HOT_WATER = "hot_water"
    HEATING = "heating"
    POWER = "power"
    GAS = "gas"
    LIFT = "lift"
    TV_INTERNET = "tv_internet"


class PersonRole(enum.StrEnum):
    """Whom a tenant may want to speak to."""

    SITE_MANAGER = "site_manager"
    CARETAKER = "caretaker"
    LANDLORD = "landlord"


class Scoped:
    """What a fact is about: the narrowest column that is filled says how far it reaches.

    A fact of a site holds for all its buildings; one of a staircase only for its flats.
    """

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    staircase_id: Mapped[int | None] = mapped_column(ForeignKey("staircase.id"))
    flat_id: Mapped[int | None] = mapped_column(ForeignKey("flat.id"))


class Confirmed:
    """When a fact was last checked and by whom: what is not fresh is said to be so."""

    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(120))

    def confirm(self, by: str, now: datetime) -> None:
        """Note that somebody has checked it."""
        self.confirmed_at, self.confirmed_by = now, by


class Versioned:
    """How often a fact was changed: what was written over an older version is seen to be so.

    A calendar that somebody subscribed to learns by it that a date moved (RFC 5545, 3.8.7.4).
    """

    version: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_at: Mapped[datetime | None]

    def touch(self, now: datetime) -> None:
        """Note that it says something else from now on. Confirming it changes nothing."""
        self.version += 1
        self.changed_at = now


class Milestone(Scoped, Confirmed, Versioned, Base):
    """A step of the works that tenants are told about."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The landlord's own key for the line, by which an import finds it again.
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(40))  # one of works/kinds.yml
    title: Mapped[str] = mapped_column(String(160))
    detail: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[MilestoneState] = mapped_column(choice(MilestoneState))


class PlannedCut(Scoped, Confirmed, Versioned, Base):
    """A planned cut of water, power, lift… with its exact hours."""

    __tablename__ = "planned_cut"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[CutKind] = mapped_column(choice(CutKind))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    cancelled: Mapped[bool] = mapped_column(default=False)


class SitePerson(Scoped, Confirmed, Base):
    """A person tenants may turn to, with a number and hours that are true."""

    __tablename__ = "site_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[PersonRole] = mapped_column(choice(PersonRole))
    name: Mapped[str] = mapped_column(String(120))
    number: Mapped[str | None] = mapped_column(String(20))  # E.164
    hours: Mapped[str] = mapped_column(String(200), default="")


class FeedAudience(enum.StrEnum):
    """Who subscribes to a calendar: it decides how much is said."""

    TENANTS = "tenants"
    STAFF = "staff"


class CalendarFeed(Base):
    """The secret address of one building's calendar, for one audience."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("building_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    audience: Mapped[FeedAudience] = mapped_column(choice(FeedAudience))
    # As it is: the console shows the address again, and it opens no personal data.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
