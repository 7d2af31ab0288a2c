"""Answer texts: what the assistant says, as data that staff can edit without retraining."""

import enum

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class AnswerChannel(enum.StrEnum):
    """The form an answer is written for."""

    SMS = "sms"
    WEB = "web"


class AnswerText(Base):
    """The text for one topic, case (``found``, ``missing``…), language and channel."""

    __tablename__ = "answer_text"
    __table_args__ = (UniqueConstraint("topic", "case", "language", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60))
    case: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    channel: Mapped[AnswerChannel] = mapped_column(choice(AnswerChannel))
    text: Mapped[str] = mapped_column(Text)
