"""The audit log: every entry can be read, the newest first."""

from datetime import datetime

import pytest

from broadcaster.database import Database
from broadcaster.staff import audit
from broadcaster.staff.models import AuditEntry, StaffUser


async def _user(database: Database, now: datetime) -> int:
    async with database.write() as session:
        user = StaffUser(email="a@exemple.fr", name="Awa", password_hash="x", created_at=now)
        session.add(user)
        await session.flush()
        return user.id


async def test_entries_are_read_as_sentences_the_newest_first(
    database: Database, now: datetime
) -> None:
    user_id = await _user(database, now)
    async with database.write() as session:
        detail = {"title": "Coupure d'eau"}
        await audit.record(session, user_id, "broadcast_created", "broadcast 1", detail, now)
        await audit.record(session, None, "broadcast_finished", "broadcast 1", detail, now)
    async with database.read() as session:
        found = await audit.entries(session, before_id=None, limit=10)
    assert [(entry.who, entry.sentence) for entry in found] == [
        (None, "a terminé l'envoi « Coupure d'eau »."),
        ("Awa", "a préparé l'envoi « Coupure d'eau »."),
    ]
    assert found[0].at == now


async def test_the_log_is_read_page_by_page(database: Database, now: datetime) -> None:
    user_id = await _user(database, now)
    async with database.write() as session:
        for number in range(5):
            detail = {"thread": number}
            await audit.record(session, user_id, "thread_closed", "thread", detail, now)
    async with database.read() as session:
        first = await audit.entries(session, before_id=None, limit=3)
        rest = await audit.entries(session, before_id=first[-1].id, limit=3)
    assert [entry.sentence[-2] for entry in first + rest] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("action", "detail"),
    [("no_such_action", {}), ("thread_closed", {})],
    ids=["unknown action", "incomplete detail"],
)
async def test_an_entry_nobody_could_read_is_not_written(
    sqlite_database: Database, now: datetime, action: str, detail: dict[str, object]
) -> None:
    async with sqlite_database.write() as session:
        with pytest.raises(audit.UnsayableEntryError, match=action):
            await audit.record(session, None, action, "thread 1", detail, now)
    async with sqlite_database.read() as session:
        assert await audit.entries(session, before_id=None, limit=1) == []


async def test_an_entry_older_than_todays_wording_is_still_shown(
    sqlite_database: Database, now: datetime
) -> None:
    async with sqlite_database.write() as session:
        session.add(AuditEntry(at=now, user_id=None, action="retired", subject="x 1", detail={}))
    async with sqlite_database.read() as session:
        found = await audit.entries(session, before_id=None, limit=1)
    assert found[0].sentence == "retired"
