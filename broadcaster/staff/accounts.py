"""Staff accounts: the first one by a one-time link, the others by invitation; put to rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff import audit
from broadcaster.staff.models import PasswordReset, SetupLink, StaffSession, StaffUser
from broadcaster.staff.roles import (
    WHOLE_HOUSE,
    Grant,
    NoSuchAccountError,
    check_another_admin,
    give,
)
from broadcaster.staff.tokens import fingerprint, new_token

SETUP_PATH = "/staff/setup/"
"""Where the one-time link leads; the token follows."""


class EmailTakenError(PalierError):
    """This e-mail address already has an account. Use another one."""


class SetupLinkRefusedError(PalierError):
    """This link was already used or replaced. Restart Palier to get a new one."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of. The password is already hashed: that is slow work."""

    name: str
    email: str
    password_hash: str


def normal_email(email: str) -> str:
    """The form in which an e-mail address is kept and looked up."""
    return email.strip().casefold()


async def ensure_setup_link(session: AsyncSession, base_url: str, now: datetime) -> str | None:
    """The address at which the first account is made, or None when an account exists.

    Every call makes a new link and puts an end to the ones not used before.
    """
    if await has_accounts(session):
        return None
    await session.execute(delete(SetupLink).where(SetupLink.used_at.is_(None)))
    token = new_token()
    session.add(SetupLink(token_sha256=fingerprint(token), created_at=now))
    await session.flush()
    return f"{base_url.rstrip('/')}{SETUP_PATH}{token}"


async def has_accounts(session: AsyncSession) -> bool:
    """True when anybody can log in."""
    return bool(await session.scalar(select(func.count()).select_from(StaffUser)))


async def is_setup_link(session: AsyncSession, token: str) -> bool:
    """True when the link with this token can still be used."""
    link = await session.get(SetupLink, fingerprint(token))
    return link is not None and link.used_at is None and not await has_accounts(session)


async def create_first_account(
    session: AsyncSession, token: str, account: NewAccount, now: datetime
) -> StaffUser:
    """Make the first account; raise SetupLinkRefusedError when the link is spent.

    The link is spent by one conditional UPDATE, so two requests at once cannot both use it.
    """
    spent = await session.scalar(
        update(SetupLink)
        .where(SetupLink.token_sha256 == fingerprint(token), SetupLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SetupLink.token_sha256)
    )
    if spent is None or await has_accounts(session):
        raise SetupLinkRefusedError
    user = await add_account(session, account, WHOLE_HOUSE, now)
    await audit.record(
        session, user.id, "account_first_created", f"staff_user {user.id}", _named(user), now
    )
    return user


async def add_account(
    session: AsyncSession, account: NewAccount, grants: Iterable[Grant], now: datetime
) -> StaffUser:
    """Make an account with these roles; raise EmailTakenError. Whoever calls writes the log."""
    if await find_by_email(session, account.email) is not None:
        raise EmailTakenError
    user = await _add(session, account, now)
    await give(session, user.id, grants)
    return user


async def disable(session: AsyncSession, user_id: int, by_id: int, now: datetime) -> None:
    """Let somebody come in no more, from now on; what they did stays under their name.

    Their logins and links end. Raises LastAdminError, NoSuchAccountError.
    """
    user = await session.get(StaffUser, user_id)
    if user is None:
        raise NoSuchAccountError
    await check_another_admin(session, user_id)
    user.disabled_at = user.disabled_at or now
    await session.execute(delete(StaffSession).where(StaffSession.user_id == user_id))
    await session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))
    await audit.record(
        session, by_id, "account_disabled", f"staff_user {user_id}", _named(user), now
    )


async def enable(session: AsyncSession, user_id: int, by_id: int, now: datetime) -> None:
    """Let somebody come in again, with the roles they had; raise NoSuchAccountError."""
    user = await session.get(StaffUser, user_id)
    if user is None:
        raise NoSuchAccountError
    user.disabled_at = None
    await audit.record(
        session, by_id, "account_enabled", f"staff_user {user_id}", _named(user), now
    )


async def change_password(
    session: AsyncSession, user_id: int, password_hash: str, now: datetime
) -> None:
    """Replace a password by another, already hashed."""
    await session.execute(
        update(StaffUser).where(StaffUser.id == user_id).values(password_hash=password_hash)
    )
    await audit.record(session, user_id, "password_changed", f"staff_user {user_id}", {}, now)


async def set_number(
    session: AsyncSession, user_id: int, number: str | None, now: datetime
) -> None:
    """Keep a person's own mobile (E.164), to which test messages go; None forgets it."""
    await session.execute(update(StaffUser).where(StaffUser.id == user_id).values(number=number))
    await audit.record(session, user_id, "own_number_changed", f"staff_user {user_id}", {}, now)


async def find_by_email(session: AsyncSession, email: str) -> StaffUser | None:
    """The account with this e-mail address, whatever its capitals."""
    return await session.scalar(select(StaffUser).where(StaffUser.email == normal_email(email)))


async def list_accounts(session: AsyncSession) -> list[StaffUser]:
    """Every account, by name; those that were disabled last."""
    order = (StaffUser.disabled_at.is_not(None), StaffUser.name, StaffUser.id)
    return list(await session.scalars(select(StaffUser).order_by(*order)))


async def _add(session: AsyncSession, account: NewAccount, now: datetime) -> StaffUser:
    user = StaffUser(
        email=normal_email(account.email),
        name=account.name,
        password_hash=account.password_hash,
        created_at=now,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:  # two forms at the same moment
        raise EmailTakenError from error
    return user


def _named(user: StaffUser) -> dict[str, object]:
    return {"name": user.name, "email": user.email}
