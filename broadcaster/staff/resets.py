"""Resets: a one-time link by which somebody who forgot their password chooses another."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff import audit
from broadcaster.staff.logins import end_all_logins
from broadcaster.staff.models import PasswordReset, StaffUser
from broadcaster.staff.tokens import fingerprint, new_token

MAILED = timedelta(hours=1)
"""How long a link lasts that its owner asked for."""

HANDED = timedelta(hours=24)
"""How long a link lasts that an administrator hands over."""


class ResetSpentError(PalierError):
    """This link was used, replaced or is too old. Ask for a new one."""


async def make_link(session: AsyncSession, user_id: int, lifetime: timedelta, now: datetime) -> str:
    """The token of a new link; earlier ones of the same account end."""
    await session.execute(
        delete(PasswordReset).where(
            (PasswordReset.user_id == user_id) | (PasswordReset.expires_at <= now)
        )
    )
    token = new_token()
    session.add(
        PasswordReset(
            token_sha256=fingerprint(token),
            user_id=user_id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    await session.flush()
    return token


async def user_of_link(session: AsyncSession, token: str, now: datetime) -> StaffUser | None:
    """Whose link this is; None when it cannot be used (any more)."""
    return await session.scalar(
        select(StaffUser)
        .join(PasswordReset, PasswordReset.user_id == StaffUser.id)
        .where(
            PasswordReset.token_sha256 == fingerprint(token),
            PasswordReset.expires_at > now,
            StaffUser.disabled_at.is_(None),
        )
    )


async def reset(session: AsyncSession, token: str, password_hash: str, now: datetime) -> None:
    """Replace a password, already hashed, and end every login of its owner.

    The link is spent by one conditional DELETE. Raises ResetSpentError.
    """
    user = await user_of_link(session, token, now)
    spent = await session.scalar(
        delete(PasswordReset)
        .where(PasswordReset.token_sha256 == fingerprint(token), PasswordReset.expires_at > now)
        .returning(PasswordReset.user_id)
    )
    if user is None or spent is None:
        raise ResetSpentError
    await session.execute(
        update(StaffUser).where(StaffUser.id == user.id).values(password_hash=password_hash)
    )
    await end_all_logins(session, user.id)
    await audit.record(session, user.id, "password_reset", f"staff_user {user.id}", {}, now)
