"""Holds: who has a thread in hand, taken by one person at a time."""

import asyncio
from datetime import datetime, timedelta

import pytest

from broadcaster.conversations.holds import (
    HANDBACK_AFTER,
    ThreadHeldError,
    hand_back,
    held_thread,
    is_held,
    take_return,
    take_thread,
)
from broadcaster.conversations.models import Thread
from broadcaster.conversations.threads import ThreadGoneError, close_thread
from broadcaster.database import Database
from broadcaster.staff.models import StaffUser
from tests.broadcaster.conversations.test_threads import thread_of
from tests.broadcaster.sending.fakes import ALICE


async def team(database: Database, now: datetime) -> tuple[int, int]:
    """Two members of staff, by id."""
    async with database.write() as session:
        users = [
            StaffUser(email=f"{name}@b.example", name=name, password_hash="x", created_at=now)
            for name in ("ana", "bea")
        ]
        session.add_all(users)
        await session.flush()
        return users[0].id, users[1].id


async def take(database: Database, thread_id: int, user_id: int, now: datetime) -> bool:
    try:
        async with database.write() as session:
            await take_thread(session, thread_id, user_id, now, HANDBACK_AFTER)
    except ThreadHeldError:
        return False
    return True


async def test_of_two_people_at_once_one_has_it(database: Database, now: datetime) -> None:
    ana, bea = await team(database, now)
    _who, thread_id = await thread_of(database, ALICE, now)
    taken = await asyncio.gather(*(take(database, thread_id, one, now) for one in (ana, bea)))
    assert sorted(taken) == [False, True]
    async with database.read() as session:
        thread = await session.get_one(Thread, thread_id)
    assert thread.held_by_id == (ana if taken[0] else bea)


async def test_whoever_has_it_may_take_it_again(database: Database, now: datetime) -> None:
    ana, _bea = await team(database, now)
    _who, thread_id = await thread_of(database, ALICE, now)
    assert await take(database, thread_id, ana, now)
    assert await take(database, thread_id, ana, now)


async def test_a_colleague_may_take_it_after_a_long_silence(
    database: Database, now: datetime
) -> None:
    ana, bea = await team(database, now)
    who, thread_id = await thread_of(database, ALICE, now)
    await take(database, thread_id, ana, now)
    later = now + HANDBACK_AFTER
    async with database.read() as session:
        assert await held_thread(session, who, now, HANDBACK_AFTER)
        assert await held_thread(session, who, later, HANDBACK_AFTER) is None
    assert await take(database, thread_id, bea, later)


async def test_handed_back_or_closed_nobody_has_it(database: Database, now: datetime) -> None:
    ana, bea = await team(database, now)
    _who, thread_id = await thread_of(database, ALICE, now)
    await take(database, thread_id, ana, now)
    async with database.write() as session:
        await hand_back(session, thread_id)
    assert await take(database, thread_id, bea, now)
    async with database.write() as session:
        await close_thread(session, thread_id, bea, now)
        assert not is_held(await session.get_one(Thread, thread_id), now)
        with pytest.raises(ThreadGoneError):
            await hand_back(session, thread_id)
        with pytest.raises(ThreadGoneError):
            await take_thread(session, thread_id, ana, now, HANDBACK_AFTER)


async def test_the_return_is_owed_once(database: Database, now: datetime) -> None:
    who, thread_id = await thread_of(database, ALICE, now - timedelta(days=1))
    async with database.write() as session:
        assert not await take_return(session, who)
        (await session.get_one(Thread, thread_id)).return_owed = True
        await session.flush()
        assert await take_return(session, who)
        assert not await take_return(session, who)
