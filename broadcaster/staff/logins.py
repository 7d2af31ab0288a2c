"""Logins: who may come in, for how long, and how often a password may be tried."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff.models import StaffSession, StaffUser
from broadcaster.staff.tokens import fingerprint, new_token

LIFETIME = timedelta(hours=12)
"""How long a login lasts: one working day."""

CODE_WITHIN = timedelta(minutes=10)
"""How long the code of a second factor may take to come after the password."""

SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when a login was last used: not every page is worth a write."""

LONGEST_BROWSER = 200
"""Characters kept of a User-Agent."""


class TooManyAttemptsError(PalierError):
    """Too many wrong passwords. Wait a few minutes and try again."""


async def log_in(
    session: AsyncSession,
    user_id: int,
    now: datetime,
    *,
    browser: str = "",
    awaits_code: bool = False,
) -> str:
    """Open a login and give its token, which is kept nowhere; expired ones are swept.

    One that ``awaits_code`` opens no page but that of the code.
    """
    await session.execute(delete(StaffSession).where(StaffSession.expires_at <= now))
    token = new_token()
    session.add(
        StaffSession(
            token_sha256=fingerprint(token),
            user_id=user_id,
            created_at=now,
            expires_at=now + (CODE_WITHIN if awaits_code else LIFETIME),
            browser=browser[:LONGEST_BROWSER],
            awaits_code=awaits_code,
        )
    )
    await session.flush()
    return token


async def user_of(
    session: AsyncSession, token: str, now: datetime, *, awaits_code: bool = False
) -> StaffUser | None:
    """Whose login this token is, or None when it is unknown, over, or of a disabled account.

    With ``awaits_code``: of those whose password was right and whose code is still to come.
    """
    return await session.scalar(
        select(StaffUser)
        .join(StaffSession, StaffSession.user_id == StaffUser.id)
        .where(
            StaffSession.token_sha256 == fingerprint(token),
            StaffSession.expires_at > now,
            StaffSession.awaits_code.is_(awaits_code),
            StaffUser.disabled_at.is_(None),
        )
    )


async def is_long_unseen(session: AsyncSession, token: str, now: datetime) -> bool:
    """True when it is worth noting that this login is used."""
    login = await session.get(StaffSession, fingerprint(token))
    if login is None:
        return False
    return login.last_seen_at is None or login.last_seen_at <= now - SEEN_EVERY


async def note_seen(session: AsyncSession, token: str, now: datetime) -> None:
    """Note that this login is used."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.token_sha256 == fingerprint(token))
        .values(last_seen_at=now)
    )


async def list_logins(session: AsyncSession, user_id: int, now: datetime) -> list[StaffSession]:
    """The logins somebody has open, the last used first."""
    mine = select(StaffSession).where(
        StaffSession.user_id == user_id,
        StaffSession.expires_at > now,
        StaffSession.awaits_code.is_(False),
    )
    found = list(await session.scalars(mine))
    return sorted(found, key=lambda one: one.last_seen_at or one.created_at, reverse=True)


async def end_login(session: AsyncSession, user_id: int, login_id: str) -> bool:
    """Put an end to one of somebody's own logins; False when it was over already."""
    gone = await session.scalars(
        delete(StaffSession)
        .where(StaffSession.user_id == user_id, StaffSession.token_sha256 == login_id)
        .returning(StaffSession.token_sha256)
    )
    return gone.first() is not None


async def end_all_logins(session: AsyncSession, user_id: int) -> int:
    """Put an end to all of somebody's logins; how many there were."""
    gone = await session.scalars(
        delete(StaffSession)
        .where(StaffSession.user_id == user_id)
        .returning(StaffSession.token_sha256)
    )
    return len(gone.all())


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
