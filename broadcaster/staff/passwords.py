"""Passwords: argon2id, computed off the event loop because it is slow on purpose."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from broadcaster.errors import PalierError

MIN_LENGTH = 12
"""The shortest password accepted, in characters (ANSSI guide on passwords, 2021)."""

MAX_LENGTH = 200
"""The longest password accepted: a bound on the work one request can ask for."""

_HASHER = PasswordHasher()

# Each hashing takes 64 MB: a crowd at the login page waits its turn here, and leaves the event
# loop's own threads to others.
_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

# A hash nobody has the password of. It is checked when an e-mail is unknown, so that the
# answer takes as long as for a wrong password and does not tell who has an account.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


class PasswordTooShortError(PalierError):
    """The password is too short. Use at least 12 characters."""


class PasswordTooLongError(PalierError):
    """The password is too long. Use at most 200 characters."""


async def hash_password(password: str) -> str:
    """The argon2id hash; raise PasswordTooShortError or PasswordTooLongError."""
    if len(password) < MIN_LENGTH:
        raise PasswordTooShortError
    if len(password) > MAX_LENGTH:
        raise PasswordTooLongError
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _HASHER.hash, password)


async def is_password(password: str, password_hash: str | None) -> bool:
    """True when the password is the hashed one. None stands for an account that is not there."""
    if len(password) > MAX_LENGTH:
        return False
    known = password_hash or _NOBODY
    return await asyncio.get_running_loop().run_in_executor(_WORKERS, _matches, password, known)


def _matches(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
