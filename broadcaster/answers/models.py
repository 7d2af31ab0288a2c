"""Answer texts: what staff changed of what the assistant says, without any retraining.

The texts Palier ships are files (``packaged``); only what staff wrote is in the database, so a
later release brings new wording everywhere but there.
"""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class AnswerChannel(enum.StrEnum):
    """The form an answer is written for."""

    SMS = "sms"
    WEB = "web"


class Said:
    """Which text: topic, case (``found``, ``missing``…), language, channel, and for whom."""

    # None: for every site.
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    topic: Mapped[str] = mapped_column(String(60))
    case: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[AnswerChannel] = mapped_column(choice(AnswerChannel))


class AnswerText(Said, Base):
    """A text as staff wrote it, in place of the packaged one."""

    __tablename__ = "answer_text"
    # Two indexes, because a unique key takes two NULLs for different.
    __table_args__ = (
        Index(
            "uq_answer_text_general",
            "topic",
            "case",
            "language",
            "channel",
            unique=True,
            sqlite_where=text("site_id IS NULL"),
            postgresql_where=text("site_id IS NULL"),
        ),
        Index(
            "uq_answer_text_of_site",
            "site_id",
            "topic",
            "case",
            "language",
            "channel",
            unique=True,
            sqlite_where=text("site_id IS NOT NULL"),
            postgresql_where=text("site_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    # The packaged text it was written against: another one now shipped is shown to staff.
    packaged: Mapped[str | None] = mapped_column(Text)
    # Somebody whose language it is has read it.
    proofread: Mapped[bool] = mapped_column(default=False)


class AnswerVersion(Said, Base):
    """What a text once was: who wrote it and when. Nothing is ever taken out of here."""

    __tablename__ = "answer_version"
    __table_args__ = (Index("ix_answer_version_text", "topic", "case", "language", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: the packaged text was taken up again.
    text: Mapped[str | None] = mapped_column(Text)
    written_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
