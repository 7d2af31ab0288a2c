"""The facts the assistant lacked, and who asked for them."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class LackKind(enum.StrEnum):
    """What was wrong with the fact."""

    MISSING = "missing"
    STALE = "stale"  # there, but nobody confirmed it lately


class LackState(enum.StrEnum):
    """Whether the fact is still wanted."""

    OPEN = "open"
    FILLED = "filled"  # the fact is there now
    DISMISSED = "dismissed"  # staff said why it will not be


class Lack(Base):
    """One fact of one place that tenants asked for and the assistant did not have."""

    __tablename__ = "lack"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Place, topic and subject while it is open: one open row for one fact. Then NULL.
    open_key: Mapped[str | None] = mapped_column(String(300), unique=True)
    place: Mapped[str] = mapped_column(String(60))  # a Scope as text: "1.2.5", "" for nowhere
    topic: Mapped[str] = mapped_column(String(60))
    kind: Mapped[LackKind] = mapped_column(choice(LackKind))
    subject: Mapped[str] = mapped_column(String(160), default="")  # « façade »; may be empty
    fact: Mapped[str] = mapped_column(String(60), default="")  # of a stale one: "milestone 12"
    times: Mapped[int] = mapped_column(default=0)
    first_asked_at: Mapped[datetime]
    last_asked_at: Mapped[datetime]
    state: Mapped[LackState] = mapped_column(choice(LackState), index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")  # why it was dismissed
    # When staff said that all who asked should be answered.
    answer_wanted_at: Mapped[datetime | None]
    answer_wanted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class LackAsker(Base):
    """Somebody who asked for a lacking fact, once however often they did."""

    __tablename__ = "lack_asker"
    __table_args__ = (UniqueConstraint("lack_id", "correspondent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lack_id: Mapped[int] = mapped_column(ForeignKey("lack.id"))
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("correspondent.id"))
    home: Mapped[str] = mapped_column(String(60))  # for which home, a Scope as text
    wanted: Mapped[str] = mapped_column(String(60))  # topic and hints, never their words
    asked_at: Mapped[datetime]  # the last time
    answered_at: Mapped[datetime | None]
    # Why they were not answered after all.
    skipped: Mapped[str | None] = mapped_column(String(40))
