"""Second factors: a code of six digits beside the password (TOTP), and codes for a lost telephone.

RFC 6238. A code is accepted one step early or late (5.2: clocks drift), and never twice.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.errors import PalierError
from broadcaster.staff.models import RecoveryCode, SecondFactor
from broadcaster.staff.tokens import fingerprint

STEP: Final = timedelta(seconds=30)
"""How long a code lasts."""

DRIFT: Final = (0, -1, 1)
"""Steps around the present one whose codes are accepted."""

ISSUER: Final = "Palier"
"""What an authenticator shows beside the account."""

RECOVERY_CODES: Final = 10

# Without what is easily taken for something else (0 and o, 1 and l…).
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
# 16 letters are 79 bits: as with tokens, no salt and no slow hash are needed.
_LENGTH: Final = 16


class WrongCodeError(PalierError):
    """This code is not the right one. Wait for the next one and type it."""


class HasSecondFactorError(PalierError):
    """This account has a second factor already. Remove it first to set up another one."""


async def has_second_factor(session: AsyncSession, user_id: int) -> bool:
    """True when a login of this account asks for a code."""
    factor = await session.get(SecondFactor, user_id)
    return factor is not None and factor.confirmed_at is not None


async def start(session: AsyncSession, user_id: int, now: datetime) -> None:
    """Draw a secret, which nobody is asked for until ``confirm``; raise HasSecondFactorError."""
    if await has_second_factor(session, user_id):
        raise HasSecondFactorError
    await remove(session, user_id)
    session.add(
        SecondFactor(user_id=user_id, secret=pyotp.random_base32(), created_at=now, last_step=0)
    )
    await session.flush()


async def secret_to_confirm(session: AsyncSession, user_id: int) -> str | None:
    """The secret that is being set up; None when none is. One that is in use is never shown."""
    factor = await session.get(SecondFactor, user_id)
    return factor.secret if factor is not None and factor.confirmed_at is None else None


def address_of(secret: str, email: str) -> str:
    """The ``otpauth://`` address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


async def confirm(session: AsyncSession, user_id: int, code: str, now: datetime) -> list[str]:
    """Ask for a code from now on; give the recovery codes. Raises WrongCodeError."""
    if await secret_to_confirm(session, user_id) is None:
        raise WrongCodeError
    if not await _is_fresh_code(session, user_id, code, now):
        raise WrongCodeError
    factor = await session.get_one(SecondFactor, user_id)
    factor.confirmed_at = now
    return await new_recovery_codes(session, user_id)


async def new_recovery_codes(session: AsyncSession, user_id: int) -> list[str]:
    """Ten codes, each good once in place of a code; those handed out before are void."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [
        "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    session.add_all(RecoveryCode(code_sha256=fingerprint(one), user_id=user_id) for one in codes)
    await session.flush()
    return ["-".join(one[at : at + 4] for at in range(0, _LENGTH, 4)) for one in codes]


def _drawn() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


async def count_recovery_codes(session: AsyncSession, user_id: int) -> int:
    """How many are left."""
    mine = select(func.count()).where(RecoveryCode.user_id == user_id)
    return await session.scalar(mine) or 0


async def accept(session: AsyncSession, user_id: int, code: str, now: datetime) -> bool:
    """True when this is a code of the authenticator or a recovery code; either is then spent."""
    typed = "".join(code.split()).replace("-", "").lower()
    if len(typed) == _LENGTH:
        return await _spend(session, user_id, typed)
    return await _is_fresh_code(session, user_id, typed, now)


async def _spend(session: AsyncSession, user_id: int, code: str) -> bool:
    spent = await session.scalars(
        delete(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.code_sha256 == fingerprint(code))
        .returning(RecoveryCode.code_sha256)
    )
    return spent.first() is not None


async def _is_fresh_code(session: AsyncSession, user_id: int, code: str, now: datetime) -> bool:
    """True for the code of a step that no code was accepted of, nor of a later one.

    One conditional UPDATE: of two logins with the same code at once, one is refused.
    """
    factor = await session.get(SecondFactor, user_id)
    step = _step_of(factor.secret, "".join(code.split()), now) if factor else None
    if step is None:
        return False
    taken = await session.scalars(
        update(SecondFactor)
        .where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.user_id)
    )
    return taken.first() is not None


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is; None when it is of none that is near."""
    step, hotp = int(now.timestamp() // STEP.total_seconds()), pyotp.HOTP(secret)
    found = [
        step + drift
        for drift in DRIFT
        if hmac.compare_digest(hotp.at(step + drift).encode(), code.encode("utf-8", "replace"))
    ]
    return found[0] if found else None


async def remove(session: AsyncSession, user_id: int) -> bool:
    """Ask for no code any more; False when none was asked for. Recovery codes go with it."""
    had = await has_second_factor(session, user_id)
    await session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    await session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    return had
