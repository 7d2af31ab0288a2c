"""Invitations: a one-time link by which a colleague makes their own account."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff import audit
from broadcaster.staff.accounts import (
    EmailTakenError,
    NewAccount,
    add_account,
    find_by_email,
    normal_email,
)
from broadcaster.staff.models import Invitation, StaffUser
from broadcaster.staff.roles import Grant, tidied
from broadcaster.staff.tokens import fingerprint, new_token

LIFETIME = timedelta(days=7)
"""How long an invitation can be taken up."""


class InvitationSpentError(PalierError):
    """This invitation was used, withdrawn or is too old. Ask for a new one."""


async def invite(
    session: AsyncSession, email: str, grants: Iterable[Grant], by_id: int, now: datetime
) -> str:
    """Invite somebody; give the link's token, which is kept nowhere.

    An earlier invitation to the same address ends. Raises EmailTakenError when the address has an
    account: nobody is invited twice.
    """
    address = normal_email(email)
    if await find_by_email(session, address) is not None:
        raise EmailTakenError
    await session.execute(delete(Invitation).where(_waits(now), Invitation.email == address))
    token = new_token()
    invitation = Invitation(
        token_sha256=fingerprint(token),
        email=address,
        grants=[str(one) for one in tidied(grants)],
        invited_by_id=by_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(invitation)
    await session.flush()
    subject, detail = f"invitation {invitation.id}", {"email": address}
    await audit.record(session, by_id, "colleague_invited", subject, detail, now)
    return token


def grants_in(invitation: Invitation) -> list[Grant]:
    """The roles an invitation gives."""
    return [Grant.read(text) for text in invitation.grants]


async def open_invitations(session: AsyncSession, now: datetime) -> list[Invitation]:
    """The invitations that can still be taken up, the newest first."""
    found = select(Invitation).where(_waits(now)).order_by(Invitation.id.desc())
    return list(await session.scalars(found))


async def invitation_of(session: AsyncSession, token: str, now: datetime) -> Invitation | None:
    """The invitation of a link; None when it cannot be used (any more)."""
    query = select(Invitation).where(Invitation.token_sha256 == fingerprint(token), _waits(now))
    return await session.scalar(query)


def _waits(now: datetime) -> ColumnElement[bool]:
    return Invitation.used_at.is_(None) & (Invitation.expires_at > now)


async def withdraw(session: AsyncSession, invitation_id: int, by_id: int, now: datetime) -> bool:
    """Put an end to an invitation; False when it could not be used any more."""
    gone = await session.scalar(
        delete(Invitation)
        .where(Invitation.id == invitation_id, _waits(now))
        .returning(Invitation.email)
    )
    if gone is not None:
        subject, detail = f"invitation {invitation_id}", {"email": gone}
        await audit.record(session, by_id, "invitation_withdrawn", subject, detail, now)
    return gone is not None


async def take_up(
    session: AsyncSession, token: str, name: str, password_hash: str, now: datetime
) -> StaffUser:
    """Make the account an invitation is for; raise InvitationSpentError, EmailTakenError.

    The link is spent by one conditional UPDATE, so two requests at once cannot both use it.
    """
    spent = await session.scalar(
        update(Invitation)
        .where(Invitation.token_sha256 == fingerprint(token), _waits(now))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if spent is None:
        raise InvitationSpentError
    invitation = await session.get_one(Invitation, spent)
    account = NewAccount(name, invitation.email, password_hash)
    user = await add_account(session, account, grants_in(invitation), now)
    detail = {"name": user.name, "email": user.email}
    await audit.record(
        session, user.id, "invitation_taken_up", f"staff_user {user.id}", detail, now
    )
    return user
