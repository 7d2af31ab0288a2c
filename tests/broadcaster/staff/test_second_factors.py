"""Codes: what an authenticator shows, once; recovery codes, once; nothing kept in the clear."""

import asyncio
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.staff import second_factors
from broadcaster.staff.models import RecoveryCode
from tests.support.staff import colleague

STEP = second_factors.STEP


async def _set_up(database: Database, now: datetime) -> tuple[int, pyotp.TOTP, list[str]]:
    async with database.write() as session:
        user = await colleague(session, "Awa", now)
        await second_factors.start(session, user.id, now)
        secret = await second_factors.secret_to_confirm(session, user.id)
        assert secret is not None
        app = pyotp.TOTP(secret)
        codes = await second_factors.confirm(session, user.id, app.at(now), now)
    return user.id, app, codes


async def test_of_two_logins_with_one_code_at_once_one_gets_in(
    database: Database, now: datetime
) -> None:
    user_id, app, _ = await _set_up(database, now)
    later = now + STEP

    async def try_it() -> bool:
        async with database.write() as session:
            return await second_factors.accept(session, user_id, app.at(later), later)

    assert sorted(await asyncio.gather(try_it(), try_it())) == [False, True]


async def test_no_recovery_code_is_kept_as_it_is(database: Database, now: datetime) -> None:
    _, _, codes = await _set_up(database, now)
    async with database.read() as session:
        kept = list(await session.scalars(select(RecoveryCode.code_sha256)))
    assert len(kept) == second_factors.RECOVERY_CODES
    assert not {code.replace("-", "") for code in codes} & set(kept)


async def test_a_recovery_code_is_nobody_elses(database: Database, now: datetime) -> None:
    _, _, codes = await _set_up(database, now)
    async with database.write() as session:
        other = await colleague(session, "Bo", now)
        assert not await second_factors.accept(session, other.id, codes[0], now)


async def test_a_secret_in_use_is_never_shown_nor_replaced(
    database: Database, now: datetime
) -> None:
    user_id, _, _ = await _set_up(database, now)
    async with database.write() as session:
        assert await second_factors.secret_to_confirm(session, user_id) is None
        with pytest.raises(second_factors.HasSecondFactorError):
            await second_factors.start(session, user_id, now)


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "\ud800", "0" * 16, "'; --"])
async def test_what_is_no_code_is_refused(database: Database, now: datetime, code: str) -> None:
    user_id, _, _ = await _set_up(database, now)
    async with database.write() as session:
        assert not await second_factors.accept(session, user_id, code, now + timedelta(hours=1))
