"""Staff accounts, their sessions, and the log of every change they make."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base


class StaffUser(Base):
    """A member of staff who can log in."""

    __tablename__ = "staff_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))  # argon2id
    number: Mapped[str | None] = mapped_column(String(20))  # E.164, for test messages
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A login in one browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "staff_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SetupLink(Base):
    """The one-time link, printed at first start, by which the first account is made."""

    __tablename__ = "setup_link"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who changed what, when. Rows are only ever added."""

    __tablename__ = "audit_entry"
    # What was done to one thing, the newest first.
    __table_args__ = (Index("ix_audit_entry_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))  # None: Palier itself
    action: Mapped[str] = mapped_column(String(60))  # one of staff/audit.yml
    subject: Mapped[str] = mapped_column(String(60))  # table name and id, "broadcast 12"
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the action's sentence needs


class Alert(Base):
    """Something staff must know now: shown on every page until somebody has seen to it."""

    __tablename__ = "alert"
    __table_args__ = (
        # Read for every page of the console; what was seen is never read again.
        Index(
            "ix_alert_open",
            "id",
            sqlite_where=text("seen_at IS NULL"),
            postgresql_where=text("seen_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # What it is about, once: two processes that notice the same thing write one alert.
    key: Mapped[str] = mapped_column(String(80), unique=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))  # one of staff/alerts.yml
    subject: Mapped[str] = mapped_column(String(60))  # table name and id, "broadcast 12"
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the sentence needs
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
