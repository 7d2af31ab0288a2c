"""Roles: what each may do and for which sites, given to accounts and taken back.

A person may have several roles, each everywhere or for named sites. What they may do is the sum.
"""

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff import audit
from broadcaster.staff.models import Role, StaffRole, StaffUser


class Capability(enum.StrEnum):
    """Something a page lets people do."""

    SEE = "see"  # read what concerns a site
    EDIT = "edit"  # change facts and texts, write broadcasts
    APPROVE = "approve"  # let leave what a colleague wrote
    ANSWER = "answer"  # take tenants' requests and answer them
    ADMINISTER = "administer"  # accounts and roles


MAY: Final[dict[Role, frozenset[Capability]]] = {
    Role.VIEWER: frozenset({Capability.SEE}),
    Role.EDITOR: frozenset({Capability.SEE, Capability.EDIT, Capability.ANSWER}),
    Role.APPROVER: frozenset({Capability.SEE, Capability.APPROVE}),
    Role.ON_DUTY: frozenset({Capability.SEE, Capability.ANSWER}),
    Role.ADMIN: frozenset({Capability.SEE, Capability.ADMINISTER}),
}
"""What each role may do. An administrator does not write to tenants: no role holds every power."""

EVERYWHERE_ONLY: Final = frozenset({Role.ADMIN})
"""Roles that are never for one site: accounts belong to the whole house."""


class LastAdminError(PalierError):
    """Nobody would be left to open accounts. Make a colleague administrator first."""


class NoSuchAccountError(PalierError):
    """This account does not exist. Go back to the list and open it again."""


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One role, everywhere or for one site."""

    role: Role
    site_id: int | None = None  # None: everywhere

    def __str__(self) -> str:
        return self.role if self.site_id is None else f"{self.role}:{self.site_id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what ``str`` wrote; raise ValueError."""
        role, colon, site = text.partition(":")
        grant = cls(Role(role), int(site) if colon else None)
        if grant.site_id is not None and grant.role in EVERYWHERE_ONLY:
            raise ValueError(text)
        return grant


WHOLE_HOUSE: Final = (Grant(Role.ADMIN), Grant(Role.APPROVER), Grant(Role.EDITOR))
"""What the first account has: everything, until there are colleagues to share it with."""


@dataclass(frozen=True, slots=True)
class Grants:
    """All the roles of one person."""

    all: frozenset[Grant] = frozenset()

    def may(self, capability: Capability, site_id: int | None = None) -> bool:
        """True when they may do it for this site; without one, when they may somewhere."""
        sites = self.sites_for(capability)
        return sites is None or (bool(sites) if site_id is None else site_id in sites)

    def may_everywhere(self, capability: Capability) -> bool:
        """True when they may do it for every site, also those to come."""
        return self.sites_for(capability) is None

    def sites_for(self, capability: Capability) -> frozenset[int] | None:
        """The sites for which they may do it; None for all of them."""
        places = {grant.site_id for grant in self.all if capability in MAY[grant.role]}
        return None if None in places else frozenset(one for one in places if one is not None)


def roles_that_may(capabilities: Collection[Capability]) -> list[Role]:
    """The roles that may do one of these things."""
    return [role for role, known in MAY.items() if known & set(capabilities)]


async def grants_of(session: AsyncSession, user_id: int) -> Grants:
    """The roles somebody has."""
    return (await grants_of_each(session, [user_id]))[user_id]


async def grants_of_each(session: AsyncSession, user_ids: Collection[int]) -> dict[int, Grants]:
    """The roles of several people, by account."""
    rows = await session.scalars(select(StaffRole).where(StaffRole.user_id.in_(user_ids)))
    found: dict[int, set[Grant]] = {user_id: set() for user_id in user_ids}
    for row in rows:
        found[row.user_id].add(Grant(row.role, row.site_id))
    return {user_id: Grants(frozenset(grants)) for user_id, grants in found.items()}


async def give(session: AsyncSession, user_id: int, grants: Iterable[Grant]) -> None:
    """Give these roles and no others; whoever calls writes the log."""
    await session.execute(delete(StaffRole).where(StaffRole.user_id == user_id))
    session.add_all(
        StaffRole(user_id=user_id, role=one.role, site_id=one.site_id) for one in tidied(grants)
    )
    await session.flush()


def tidied(grants: Iterable[Grant]) -> list[Grant]:
    """The same without a role for one site that is there for all of them."""
    given = set(grants)
    wide = {one.role for one in given if one.site_id is None}
    kept = [one for one in given if one.site_id is None or one.role not in wide]
    return sorted(kept, key=lambda one: (list(Role).index(one.role), one.site_id or 0))


async def change_roles(
    session: AsyncSession,
    user_id: int,
    grants: Sequence[Grant],
    in_words: str,
    by_id: int,
    now: datetime,
) -> None:
    """Change somebody's roles; raise LastAdminError, NoSuchAccountError.

    ``in_words`` is how the log says the new ones.
    """
    user = await session.get(StaffUser, user_id)
    if user is None:
        raise NoSuchAccountError
    if Grant(Role.ADMIN) not in grants:
        await check_another_admin(session, user_id)
    await give(session, user_id, grants)
    detail = {"name": user.name, "roles": in_words}
    await audit.record(session, by_id, "roles_changed", f"staff_user {user_id}", detail, now)


async def check_another_admin(session: AsyncSession, user_id: int) -> None:
    """Raise LastAdminError when nobody else administers.

    The rows are locked, so that two administrators cannot put each other out at the same moment.
    """
    admins = select(StaffRole.user_id).join(StaffUser, StaffUser.id == StaffRole.user_id)
    found = await session.scalars(
        admins.where(StaffRole.role == Role.ADMIN, StaffUser.disabled_at.is_(None))
        .order_by(StaffRole.id)
        .with_for_update()
    )
    known = set(found)
    if user_id in known and known == {user_id}:
        raise LastAdminError


async def who_may(
    session: AsyncSession, capability: Capability, site_id: int | None = None
) -> list[StaffUser]:
    """Everybody who may do something (for a site, when one is given), by name."""
    roles = roles_that_may([capability])
    query = select(StaffUser).join(StaffRole, StaffRole.user_id == StaffUser.id)
    query = query.where(StaffRole.role.in_(roles), StaffUser.disabled_at.is_(None))
    if site_id is not None:
        query = query.where(or_(StaffRole.site_id.is_(None), StaffRole.site_id == site_id))
    found = await session.scalars(query.distinct().order_by(StaffUser.name, StaffUser.id))
    return list(found)
