"""Alerts: raised once, shown until somebody has seen to them."""

from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.staff.alerts import open_alerts, raise_alert, see
from broadcaster.staff.models import Alert, StaffUser

DETAIL = {"broadcast": 7, "failures": 4, "settled": 9}


async def _raise(database: Database, key: str, now: datetime) -> None:
    async with database.write() as session:
        await raise_alert(session, key, "broadcast_failing", "broadcast 7", DETAIL, now)


async def test_the_same_matter_is_told_once(database: Database, now: datetime) -> None:
    await _raise(database, "failing 7", now)
    await _raise(database, "failing 7", now + timedelta(hours=1))
    async with database.read() as session:
        [shown] = await open_alerts(session)
    assert (shown.at, shown.subject) == (now, "broadcast 7")
    assert "4 messages sur 9 ont échoué" in shown.sentence


async def test_the_newest_comes_first_and_what_was_seen_is_gone(
    database: Database, now: datetime
) -> None:
    await _raise(database, "a", now)
    await _raise(database, "b", now + timedelta(hours=1))
    async with database.write() as session:
        user = StaffUser(email="n@x.example", name="Nadia", password_hash="-", created_at=now)
        session.add(user)
        await session.flush()
        newest, oldest = await open_alerts(session)
        assert newest.at > oldest.at
        assert await see(session, oldest.id, user.id, now)
        assert not await see(session, oldest.id, user.id, now)
        assert [one.id for one in await open_alerts(session)] == [newest.id]


async def test_what_has_no_sentence_is_not_raised(database: Database, now: datetime) -> None:
    async with database.write() as session:
        with pytest.raises(KeyError):
            await raise_alert(session, "k", "broadcast_failing", "broadcast 7", {}, now)


async def test_one_older_than_todays_wording_breaks_no_page(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        session.add(Alert(key="k", at=now, kind="of_old", subject="broadcast 7", detail={}))
        await session.flush()
        assert [one.sentence for one in await open_alerts(session)] == ["of_old"]


async def test_nothing_newer_pushes_danger_down(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await raise_alert(session, "t", "thread_emergency", "thread 1", {"thread": 1}, now)
    await _raise(database, "later", now + timedelta(hours=1))
    async with database.read() as session:
        first, second = await open_alerts(session)
    assert (first.subject, first.is_danger, second.is_danger) == ("thread 1", True, False)
