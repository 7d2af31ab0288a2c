"""Keys of the API: what a landlord's own system comes in with, and what each may do.

A key is shown once, when it is made; only its SHA-256 is kept.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, String, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from broadcaster.database import Base
from broadcaster.staff import audit
from broadcaster.staff.tokens import fingerprint, new_token

PREFIX = "palier_"
"""What every key begins with, so that tools that look for lost secrets know one."""

SHOWN = len(PREFIX) + 4
"""Signs of a key that are kept to tell it from others; the rest cannot be guessed from them."""

USE_NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is known: a write at each call would cost more than the call."""


class Scope(enum.StrEnum):
    """What a key may do."""

    HOUSEHOLDS_READ = "households:read"
    HOUSEHOLDS_WRITE = "households:write"
    NUMBERS_READ = "numbers:read"  # telephone numbers whole; masked without it
    WORKS_READ = "works:read"
    WORKS_WRITE = "works:write"
    DELIVERIES_READ = "deliveries:read"
    THREADS_READ = "threads:read"
    WEBHOOKS_WRITE = "webhooks:write"


class ApiToken(Base):
    """A key of the API. Only the SHA-256 of it is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))  # the system that uses it
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    start: Mapped[str] = mapped_column(String(20))  # its first signs, to recognise it
    scopes: Mapped[list[str]] = mapped_column(JSON)  # of Scope
    # The sites it may see and change; None: all, also those to come.
    site_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"))
    expires_at: Mapped[datetime | None]  # None: until it is revoked
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    def is_valid(self, now: datetime) -> bool:
        """True while it opens the door."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewToken:
    """What staff choose for a new key."""

    name: str
    scopes: Sequence[Scope]
    site_ids: Sequence[int] | None  # None: all sites
    expires_at: datetime | None


async def create_token(session: AsyncSession, new: NewToken, user_id: int, now: datetime) -> str:
    """Make a key and give it: nobody can read it again."""
    secret = PREFIX + new_token()
    row = ApiToken(
        name=new.name,
        token_sha256=fingerprint(secret),
        start=secret[:SHOWN],
        scopes=[str(scope) for scope in new.scopes],
        site_ids=None if new.site_ids is None else list(new.site_ids),
        created_at=now,
        created_by_id=user_id,
        expires_at=new.expires_at,
    )
    session.add(row)
    await session.flush()
    detail = {"name": new.name, "scopes": ", ".join(row.scopes)}
    await audit.record(session, user_id, "api_token_created", f"api_token {row.id}", detail, now)
    return secret


async def token_of(session: AsyncSession, secret: str, now: datetime) -> ApiToken | None:
    """The key this is, or None when it is unknown, expired or revoked."""
    found = await session.scalar(
        select(ApiToken).where(ApiToken.token_sha256 == fingerprint(secret))
    )
    return found if found is not None and found.is_valid(now) else None


async def note_use(session: AsyncSession, token_id: int, now: datetime) -> None:
    """Keep when it was last used, to the minute."""
    unused = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at <= now - USE_NOTED_EVERY)
    await session.execute(
        update(ApiToken).where(ApiToken.id == token_id, unused).values(last_used_at=now)
    )


async def revoke_token(session: AsyncSession, token_id: int, user_id: int, now: datetime) -> bool:
    """Put an end to a key; False when that was done already, or there is none."""
    name = await session.scalar(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiToken.name)
    )
    if name is None:
        return False
    subject = f"api_token {token_id}"
    await audit.record(session, user_id, "api_token_revoked", subject, {"name": name}, now)
    return True


async def list_tokens(session: AsyncSession) -> list[ApiToken]:
    """Every key, the newest first."""
    return list(await session.scalars(select(ApiToken).order_by(ApiToken.id.desc())))
