"""The help available around a site, and the facts of the collective internet offer."""

import enum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice
from broadcaster.works.models import Confirmed


class HelpKind(enum.StrEnum):
    """What a help point offers."""

    WORKSHOP = "workshop"
    HOME_VISIT = "home_visit"
    DROP_IN = "drop_in"
    COMPUTER = "computer"
    CONTRACT_ADVICE = "contract_advice"
    PAPERWORK = "paperwork"
    REPAIRS = "repairs"


class HelpPoint(Confirmed, Base):
    """A place or a person that helps tenants: where, when, at what price."""

    __tablename__ = "help_point"
    __table_args__ = (UniqueConstraint("site_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    reference: Mapped[str] = mapped_column(String(60))
    kind: Mapped[HelpKind] = mapped_column(choice(HelpKind))
    name: Mapped[str] = mapped_column(String(160))
    place: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str | None] = mapped_column(String(20))  # E.164
    price: Mapped[str] = mapped_column(String(120), default="")


class OfferFact(Confirmed, Base):
    """One fact of the collective internet offer of a site, in the words tenants read."""

    __tablename__ = "offer_fact"
    __table_args__ = (UniqueConstraint("site_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(String(60))  # one of help/offer_keys.yml
    value: Mapped[str] = mapped_column(Text)


class SiteNote(Confirmed, Base):
    """Something of daily life on a site that no calendar holds, in the words tenants read."""

    __tablename__ = "site_note"
    __table_args__ = (UniqueConstraint("site_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    key: Mapped[str] = mapped_column(String(60))  # one of help/note_keys.yml
    value: Mapped[str] = mapped_column(Text)
