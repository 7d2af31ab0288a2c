"""Figures kept ready: a million messages are counted once, not at each look at a page."""

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice
from broadcaster.register.models import FrenchReading, PhoneKind
from broadcaster.sending.models import DeliveryState, Lane

NOWHERE = 0
"""The id of the site and building of whoever is in no register. No row has it."""


class Form(enum.StrEnum):
    """How a household can be told, by what the register knows of its telephones."""

    SMS = "sms"
    VOICE = "voice"  # only a fixed line
    PAPER = "paper"  # no telephone that may be used


class Placed:
    """Where something counts. No foreign keys: figures outlive a building that is gone."""

    site_id: Mapped[int]
    building_id: Mapped[int]  # of a day's figures: NOWHERE in the row for the whole site


class DeliveryDay(Placed, Base):
    """The messages written on one day (of Paris) for one building, by what became of them.

    Each site has rows for all its buildings beside theirs: a look at years of it reads few.
    """

    __tablename__ = "delivery_day"
    __table_args__ = (
        UniqueConstraint("day", "site_id", "building_id", "lane", "state", "reason", "prefix"),
        Index("ix_delivery_day_place", "building_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    lane: Mapped[Lane] = mapped_column(choice(Lane))
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState))
    reason: Mapped[str] = mapped_column(String(32))  # error code or reason of a skip; "" for none
    prefix: Mapped[str] = mapped_column(String(9))  # of numbers with a price of their own
    messages: Mapped[int]
    segments: Mapped[int]


class InboundDay(Placed, Base):
    """What tenants of one building wrote on one day: by topic, and by how soon it was answered."""

    __tablename__ = "inbound_day"
    __table_args__ = (
        UniqueConstraint("day", "site_id", "building_id", "topic", "within"),
        Index("ix_inbound_day_place", "building_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    topic: Mapped[str] = mapped_column(String(200))  # "" for all messages together
    # Of all messages: the bound of seconds within which it was answered (``tally.BOUNDS``).
    within: Mapped[int]
    messages: Mapped[int]


class HouseholdReach(Placed, Base):
    """How one household can be told, when something last arrived there, and what last did not."""

    __tablename__ = "household_reach"
    __table_args__ = (
        # All that figures read of a household, so that no row is looked up for them.
        Index(
            "ix_household_reach_figures", "site_id", "building_id", "form", "tried_at", "reached_at"
        ),
        Index(
            "ix_household_reach_door",
            "site_id",
            "door",
            "building_id",
            "form",
            "tried_at",
            "reached_at",
        ),
        Index("ix_household_reach_cards", "site_id", "phone", "reads_sms", "french"),
    )

    household_id: Mapped[int] = mapped_column(
        ForeignKey("household.id", ondelete="CASCADE"), primary_key=True
    )
    staircase_id: Mapped[int]
    # Building, staircase, floor and flat, written so that they sort as one walks.
    door: Mapped[str] = mapped_column(String(140))
    form: Mapped[Form] = mapped_column(choice(Form))
    reason: Mapped[str | None] = mapped_column(String(32))  # why no SMS: UnreachableReason
    reached_at: Mapped[datetime | None]  # when the last message that arrived was written
    tried_at: Mapped[datetime | None]  # when the last one that did not arrive was written
    tried_state: Mapped[DeliveryState | None] = mapped_column(choice(DeliveryState))
    tried_reason: Mapped[str | None] = mapped_column(String(32))
    # The digital card, None where there is none.
    phone: Mapped[PhoneKind | None] = mapped_column(choice(PhoneKind))
    reads_sms: Mapped[int | None]
    french: Mapped[FrenchReading | None] = mapped_column(choice(FrenchReading))


class ReportMark(Base):
    """How far the figures have been brought."""

    __tablename__ = "report_mark"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]  # the last day done, as an ordinal, or the last household
    at: Mapped[datetime | None]  # when all of it was last done
