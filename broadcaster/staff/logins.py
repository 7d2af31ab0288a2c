"""Logins: who may come in, for how long, and how often a password may be tried."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff.models import StaffSession, StaffUser
from broadcaster.staff.tokens import fingerprint, new_token

LIFETIME = timedelta(hours=12)
"""How long a login lasts: one working day."""


class TooManyAttemptsError(PalierError):
    """Too many wrong passwords. Wait a few minutes and try again."""


async def log_in(session: AsyncSession, user_id: int, now: datetime) -> str:
    """Open a login and give its token, which is kept nowhere; expired ones are swept."""
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = new_token()
    session.add(
        StaffSession(
            token_sha256=fingerprint(token),
            user_id=user_id,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    await session.flush()
    return token


async def user_of(session: AsyncSession, token: str, now: datetime) -> StaffUser | None:
    """Whose login this token is, or None when it is unknown or over."""
    return await session.scalar(
        select(StaffUser)
        .join(StaffSession, StaffSession.user_id == StaffUser.id)
        .where(StaffSession.token_sha256 == fingerprint(token), StaffSession.expires_at > now)
    )


async def log_out(session: AsyncSession, token: str) -> None:
    """Put an end to one login."""
    await session.execute(
        delete(StaffSession).where(StaffSession.token_sha256 == fingerprint(token))
    )


async def log_out_everywhere_else(session: AsyncSession, user_id: int, token: str) -> None:
    """Put an end to a user's other logins, as after a change of password."""
    await session.execute(
        delete(StaffSession).where(
            StaffSession.user_id == user_id, StaffSession.token_sha256 != fingerprint(token)
        )
    )


class LoginThrottle:
    """Counts wrong passwords by e-mail and address, in memory, within a sliding window."""

    def __init__(
        self, *, limit: int = 8, window: timedelta = timedelta(minutes=10), most: int = 10_000
    ) -> None:
        """Refuse after ``limit`` failures within ``window``; remember at most ``most`` pairs."""
        self._limit = limit
        self._window = window
        self._most = most
        self._failures: dict[tuple[str, str], list[datetime]] = {}

    def check(self, email: str, address: str, now: datetime) -> None:
        """Raise TooManyAttemptsError when this pair has failed too often of late."""
        if len(self._recent((email, address), now)) >= self._limit:
            raise TooManyAttemptsError

    def failed(self, email: str, address: str, now: datetime) -> None:
        """Count one attempt, until ``succeeded`` says that it was none."""
        pair = (email, address)
        recent = self._recent(pair, now)
        self._failures.pop(pair, None)
        self._failures[pair] = [*recent, now]
        while len(self._failures) > self._most:
            # The pair whose last failure is the oldest: dicts keep the order of insertion.
            del self._failures[next(iter(self._failures))]

    def succeeded(self, email: str, address: str) -> None:
        """Forget the failures of this pair."""
        self._failures.pop((email, address), None)

    def _recent(self, pair: tuple[str, str], now: datetime) -> list[datetime]:
        return [at for at in self._failures.get(pair, []) if at > now - self._window]
