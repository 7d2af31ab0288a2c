"""What tenants wrote, what they were answered, and the threads a person must look at."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.answers.models import AnswerChannel
from broadcaster.database import Base, choice
from broadcaster.register.telephones import HOLDS_TELEPHONE


class InboundState(enum.StrEnum):
    """How far a message from a tenant has come."""

    RECEIVED = "received"
    WAITING = "waiting"  # the assistant was down or slow: to be asked again
    HANDLED = "handled"


class ThreadState(enum.StrEnum):
    """Whether a person still has something to do."""

    OPEN = "open"  # a person must act
    WAITING = "waiting"  # staff answered: it is the tenant's turn
    CLOSED = "closed"


class Author(enum.StrEnum):
    """Who wrote a reply."""

    ASSISTANT = "assistant"
    STAFF = "staff"


class Correspondent(Base):
    """Whoever writes to us: a telephone number or a chat window, known or not.

    ``token`` is the only name Rasa ever learns for it.
    """

    __tablename__ = "correspondent"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[AnswerChannel] = mapped_column(choice(AnswerChannel))
    address: Mapped[str] = mapped_column(  # E.164, or "web:" + session
        String(80), unique=True, info={HOLDS_TELEPHONE: True}
    )
    token: Mapped[str] = mapped_column(String(32), unique=True)
    language: Mapped[str | None] = mapped_column(String(8))
    # True: the tenant asked for this language, or staff set it; no guess changes it.
    language_chosen: Mapped[bool] = mapped_column(default=False)
    # When we last said that we answer no more for now: too many answers in an hour.
    told_limit_at: Mapped[datetime | None]
    # Where a stranger said they live; a registered number's place comes from the register.
    staircase_id: Mapped[int | None] = mapped_column(ForeignKey("staircase.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    asked_place_at: Mapped[datetime | None]
    # The topic to be answered once the place is known.
    pending_topic: Mapped[str | None] = mapped_column(String(60))
    # The last topic answered with what its question named (bot.actions.wanted), or "broadcast";
    # when; and where, if the question was about another place than the correspondent's own.
    last_topic: Mapped[str | None] = mapped_column(String(120))
    last_topic_at: Mapped[datetime | None]
    last_building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    last_staircase_id: Mapped[int | None] = mapped_column(ForeignKey("staircase.id"))
    # When we first said "I am an automatic assistant" (EU AI Act, art. 50).
    introduced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Thread(Base):
    """A matter a person must look at, from the moment the assistant could not settle it."""

    __tablename__ = "thread"

    id: Mapped[int] = mapped_column(primary_key=True)
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("correspondent.id"), index=True)
    state: Mapped[ThreadState] = mapped_column(choice(ThreadState), default=ThreadState.OPEN)
    topic: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(60))  # one of conversations.threads.Reason
    urgent: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    # Since when a person holds it, who, and when staff last spoke: conversations.holds.
    held_since: Mapped[datetime | None]
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    staff_spoke_at: Mapped[datetime | None]
    # When the tenant was told that a person has it.
    told_held_at: Mapped[datetime | None]
    # True: a person held it, and the tenant was not yet told that the assistant is back.
    return_owed: Mapped[bool] = mapped_column(default=False)
    # How often the tenant's anger was answered in this thread.
    anger_answered: Mapped[int] = mapped_column(default=0)
    # Whose task it is; to hold it (``held_by_id``) also silences the assistant.
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    # Since when the tenant waits for a word of staff; None: they do not.
    unanswered_since: Mapped[datetime | None]
    # How far that wait was escalated: conversations.escalation.
    escalation_step: Mapped[int] = mapped_column(default=0)
    # When staff answered in it for the first time; opened_at to here is the answer time.
    first_answered_at: Mapped[datetime | None]


class InboundMessage(Base):
    """A message from a tenant, stored once under the provider's own id."""

    __tablename__ = "inbound_message"
    __table_args__ = (Index("ix_inbound_message_state", "state", "received_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sid: Mapped[str] = mapped_column(String(64), unique=True)
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("correspondent.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[InboundState] = mapped_column(choice(InboundState), default=InboundState.RECEIVED)
    handled_at: Mapped[datetime | None]
    # What it was understood as, for staff to see: topics joined by ",", or "keyword:stop".
    understood_as: Mapped[str | None] = mapped_column(String(200))
    # How sure the assistant was of it, 0 to 1; of several questions the least sure one.
    confidence: Mapped[float | None]
    # What the tenant said it was about when asked: topics joined by ",", or "out_of_scope".
    topic_chosen: Mapped[str | None] = mapped_column(String(200))


class Clarification(Base):
    """The one question « de quoi parlez-vous ? » about a message, with the topics offered."""

    __tablename__ = "clarification"

    id: Mapped[int] = mapped_column(primary_key=True)
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("correspondent.id"), index=True)
    inbound_id: Mapped[int] = mapped_column(ForeignKey("inbound_message.id"), unique=True)
    topics: Mapped[str] = mapped_column(String(200))  # in the order offered, joined by ","
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # answered, or followed by something else


class Reply(Base):
    """What was answered to a correspondent; for an SMS the ledger's delivery carries it."""

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    correspondent_id: Mapped[int] = mapped_column(ForeignKey("correspondent.id"), index=True)
    inbound_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_message.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), index=True)
    author: Mapped[Author] = mapped_column(choice(Author))
    staff_user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    delivery_id: Mapped[str | None] = mapped_column(ForeignKey("delivery.id"), unique=True)
