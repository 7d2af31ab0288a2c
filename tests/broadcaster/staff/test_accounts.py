"""Accounts: what is kept of secrets, and that each e-mail has one account."""

from datetime import datetime

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.staff import accounts, logins
from broadcaster.staff.accounts import NewAccount
from broadcaster.staff.models import SetupLink, StaffSession, StaffUser

AWA = NewAccount("Awa Koné", " Awa@Exemple.fr", "hash")


async def _first(database: Database, now: datetime) -> tuple[str, StaffUser]:
    async with database.write() as session:
        link = await accounts.ensure_setup_link(session, "http://palier.exemple", now)
    assert link is not None
    token = link.removeprefix("http://palier.exemple/staff/setup/")
    async with database.write() as session:
        return token, await accounts.create_first_account(session, token, AWA, now)


async def test_no_token_is_kept_as_it_is(database: Database, now: datetime) -> None:
    token, user = await _first(database, now)
    async with database.write() as session:
        login = await logins.log_in(session, user.id, now)
    async with database.read() as session:
        kept = [*await session.scalars(select(SetupLink.token_sha256))]
        kept += await session.scalars(select(StaffSession.token_sha256))
        assert await logins.user_of(session, login, now) is not None
    assert {token, login}.isdisjoint(kept)
    assert {len(one) for one in kept} == {64}


async def test_a_link_makes_one_account(database: Database, now: datetime) -> None:
    token, _ = await _first(database, now)
    other = NewAccount("Autre", "autre@exemple.fr", "hash")
    async with database.write() as session:
        with pytest.raises(accounts.SetupLinkRefusedError):
            await accounts.create_first_account(session, token, other, now)
    async with database.read() as session:
        assert [one.email for one in await accounts.list_accounts(session)] == ["awa@exemple.fr"]


async def test_an_address_has_one_account_whatever_its_capitals(
    database: Database, now: datetime
) -> None:
    await _first(database, now)
    twin = NewAccount("Awa", "AWA@exemple.fr", "hash")
    async with database.write() as session:
        with pytest.raises(accounts.EmailTakenError):
            await accounts.add_account(session, twin, [], now)


async def test_a_change_of_password_ends_the_other_logins(
    database: Database, now: datetime
) -> None:
    _, awa = await _first(database, now)
    async with database.write() as session:
        here, elsewhere = [await logins.log_in(session, awa.id, now) for _ in range(2)]
        await logins.log_out_everywhere_else(session, awa.id, here)
    async with database.read() as session:
        assert await logins.user_of(session, here, now) is not None
        assert await logins.user_of(session, elsewhere, now) is None


async def test_expired_logins_are_swept(database: Database, now: datetime) -> None:
    _, awa = await _first(database, now)
    async with database.write() as session:
        await logins.log_in(session, awa.id, now)
        await logins.log_in(session, awa.id, now + logins.LIFETIME)
    async with database.read() as session:
        assert len(list(await session.scalars(select(StaffSession)))) == 1
