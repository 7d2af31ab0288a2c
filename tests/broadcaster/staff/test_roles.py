"""Roles: the sum of what each may do, where; and that somebody always administers."""

import asyncio
from datetime import datetime

import pytest

from broadcaster.database import Database
from broadcaster.register.models import Site
from broadcaster.staff import accounts
from broadcaster.staff.models import Role
from broadcaster.staff.roles import (
    MAY,
    WHOLE_HOUSE,
    Capability,
    Grant,
    Grants,
    LastAdminError,
    change_roles,
    give,
    grants_of,
    tidied,
    who_may,
)
from tests.support.staff import colleague


def grants(*all_of_them: Grant) -> Grants:
    return Grants(frozenset(all_of_them))


def test_what_one_may_do_is_the_sum_of_ones_roles() -> None:
    mine = grants(Grant(Role.VIEWER), Grant(Role.EDITOR, 3), Grant(Role.EDITOR, 4))
    assert mine.sites_for(Capability.SEE) is None
    assert mine.sites_for(Capability.EDIT) == frozenset({3, 4})
    assert mine.may(Capability.EDIT)
    assert mine.may(Capability.EDIT, 3)
    assert not mine.may(Capability.EDIT, 5)
    assert not mine.may_everywhere(Capability.EDIT)
    assert not mine.may(Capability.APPROVE)


def test_nobody_without_a_role_may_do_anything() -> None:
    assert not any(grants().may(one) for one in Capability)


def test_no_role_holds_every_power_and_every_power_has_a_role() -> None:
    assert all(len(known) < len(Capability) for known in MAY.values())
    assert set().union(*MAY.values()) == set(Capability)
    assert all(Capability.SEE in known for known in MAY.values())


def test_a_role_everywhere_takes_in_the_same_for_a_site() -> None:
    given = [Grant(Role.EDITOR, 3), Grant(Role.EDITOR), Grant(Role.VIEWER, 2)]
    assert tidied(given) == [Grant(Role.VIEWER, 2), Grant(Role.EDITOR)]


@pytest.mark.parametrize("text", ["editor", "editor:3", "admin"])
def test_a_grant_is_read_as_it_is_written(text: str) -> None:
    assert str(Grant.read(text)) == text


@pytest.mark.parametrize("text", ["boss", "editor:", "editor:x", "admin:3", ""])
def test_what_is_no_grant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Grant.read(text)


async def test_who_may_is_asked_for_a_site(database: Database, now: datetime) -> None:
    async with database.write() as session:
        site, other = [Site(code=code, name=code, city="V") for code in "AB"]
        session.add_all([site, other])
        await session.flush()
        wide = await colleague(session, "Awa", now)
        here = await colleague(session, "Bo", now, [Grant(Role.APPROVER, site.id)])
        gone = await colleague(session, "Cy", now)
        await accounts.disable(session, gone.id, wide.id, now)
        assert [one.id for one in await who_may(session, Capability.APPROVE)] == [wide.id, here.id]
        found = await who_may(session, Capability.APPROVE, other.id)
        assert [one.id for one in found] == [wide.id]


async def test_roles_go_with_their_site(database: Database, now: datetime) -> None:
    async with database.write() as session:
        site = Site(code="A", name="A", city="V")
        session.add(site)
        await session.flush()
        bo = await colleague(session, "Bo", now, [Grant(Role.APPROVER, site.id)])
        await session.delete(site)
        await session.flush()
        assert (await grants_of(session, bo.id)).all == frozenset()


async def test_two_administrators_cannot_put_each_other_out_at_once(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        two = [(await colleague(session, name, now)).id for name in ("Awa", "Bo")]

    async def put_out(user_id: int, by_id: int) -> bool:
        try:
            async with database.write() as session:
                await change_roles(session, user_id, [Grant(Role.VIEWER)], "", by_id, now)
        except LastAdminError:
            return False
        return True

    done = await asyncio.gather(put_out(two[0], two[1]), put_out(two[1], two[0]))
    assert sorted(done) == [False, True]
    async with database.read() as session:
        assert len(await who_may(session, Capability.ADMINISTER)) == 1


async def test_a_disabled_administrator_leaves_one(database: Database, now: datetime) -> None:
    async with database.write() as session:
        awa, bo = [await colleague(session, name, now) for name in ("Awa", "Bo")]
        await accounts.disable(session, awa.id, bo.id, now)
        with pytest.raises(LastAdminError):
            await accounts.disable(session, bo.id, bo.id, now)
        await accounts.enable(session, awa.id, bo.id, now)
        await give(session, bo.id, [])
        assert (await grants_of(session, awa.id)).all == frozenset(WHOLE_HOUSE)
