"""Staff accounts, what each may do, their sessions, and the log of every change they make."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base, choice


class Role(enum.StrEnum):
    """What a member of staff is there for; ``staff.roles`` says what each may do."""

    VIEWER = "viewer"
    EDITOR = "editor"
    APPROVER = "approver"
    ON_DUTY = "on_duty"
    ADMIN = "admin"


class StaffUser(Base):
    """A member of staff who can log in."""

    __tablename__ = "staff_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))  # argon2id
    number: Mapped[str | None] = mapped_column(String(20))  # E.164, for test messages
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]  # since when they can no longer log in


class StaffRole(Base):
    """A role somebody has, everywhere or for one site."""

    __tablename__ = "staff_role"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    # None: for every site, also those to come.
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id", ondelete="CASCADE"))


class StaffSession(Base):
    """A login in one browser. Only the SHA-256 of its token is kept."""

    __tablename__ = "staff_session"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]  # to the next five minutes; None: not since the login
    browser: Mapped[str] = mapped_column(String(200), default="")  # its User-Agent
    # The password was right, the code of the second factor is still to come.
    awaits_code: Mapped[bool] = mapped_column(default=False)


class SecondFactor(Base):
    """The secret that somebody's authenticator shares with us (TOTP, RFC 6238)."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))  # base32
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]  # None: set up, and not asked for yet
    # The time step of the last code accepted: none is accepted twice.
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code for whoever has lost their authenticator. It is deleted when it is used."""

    __tablename__ = "recovery_code"

    code_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)


class Invitation(Base):
    """A one-time link by which a colleague makes their own account."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(200))  # lower case
    # The roles they will have: "editor" everywhere, "editor:3" for one site.
    grants: Mapped[list[str]] = mapped_column(JSON)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordReset(Base):
    """A one-time link by which somebody chooses a new password."""

    __tablename__ = "password_reset"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), index=True)
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
