"""Colleagues: accounts with the roles a test needs, without a password that is slow to hash."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.staff.accounts import NewAccount, add_account
from broadcaster.staff.models import StaffUser
from broadcaster.staff.roles import WHOLE_HOUSE, Grant


async def colleague(
    session: AsyncSession, name: str, now: datetime, grants: Iterable[Grant] = WHOLE_HOUSE
) -> StaffUser:
    """Somebody with an account that no password opens; everything is theirs unless told."""
    account = NewAccount(name, f"{name.replace(' ', '.')}@exemple.fr", "-")
    return await add_account(session, account, grants, now)
