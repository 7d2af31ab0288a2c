"""The schema brought up to date where data is: nothing is lost, plans go on."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, make_url, text

from broadcaster.database import Database
from broadcaster.register.search import Within, search
from broadcaster.schema import migrate, migration_config
from broadcaster.sending.models import DeliveryState
from broadcaster.sending.progress import counts_of
from tests.support.databases import PostgresTemplates

FIRST = "0001"

OLD_ROWS = """
INSERT INTO site (id, code, name, city) VALUES (1, 's', 'Les Tilleuls', 'Valbrume');
INSERT INTO building (id, site_id, code, address) VALUES (1, 1, 'A', '1 rue');
INSERT INTO staircase (id, building_id, code) VALUES (1, 1, '1');
INSERT INTO flat (id, staircase_id, number) VALUES (1, 1, '12');
INSERT INTO household (id, flat_id, reference, name) VALUES (7, 1, 'R1', 'Amar');
INSERT INTO contact (id, household_id, number, kind, language, consent)
 VALUES (3, 7, '+33639980001', 'mobile', 'fr', 'not_asked');
INSERT INTO staff_user (id, email, name, password_hash, created_at)
 VALUES (1, 'a@b.example', 'Ana', 'x', '2026-05-01 08:00:00');
INSERT INTO broadcast (id, title, body, audience, state, created_at, created_by_id, released_up_to)
 VALUES (5, 'Eau', 'Bonjour', '{"site_id": 1}', 'sending', '2026-05-01 08:00:00', 1, 3),
        (6, 'Bruit', 'Bonjour', '{"site_id": 1}', 'draft', '2026-05-01 08:00:00', 1, 0);
INSERT INTO delivery (id, broadcast_id, contact_id, lane, sender, to_number, body, segments, state,
 due_at, created_at, updated_at)
 VALUES ('d1', 5, 3, 'bulk', '+33199000100', '+33639980001', 'Bonjour', 1, 'unknown',
  '2026-05-01 08:00:00', '2026-05-01 08:00:00', '2026-05-01 08:01:00');
INSERT INTO answer_text (id, topic, "case", language, channel, text)
 VALUES (1, 'service_thanks', 'general', 'fr', 'sms', 'Avec plaisir. Bonne journée.'),
        (2, 'affirm', 'general', 'fr', 'sms', 'Oui, bien sûr.');
INSERT INTO attempt (id, delivery_id, started_at) VALUES (1, 'd1', '2026-05-01 08:00:30');
"""


def old_database(url: str) -> None:
    """A database as the first release left it, with a broadcast under way."""
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), FIRST)
        for statement in filter(str.strip, OLD_ROWS.split(";")):
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_templates: PostgresTemplates
) -> str:
    if request.param == "sqlite":
        old_database(f"sqlite:///{tmp_path}/old.db")
        return f"sqlite+aiosqlite:///{tmp_path}/old.db"
    url = make_url(postgres_templates.create(template="template0"))
    old_database(url.render_as_string(hide_password=False))
    return url.render_as_string(hide_password=False)


async def test_what_was_under_way_goes_on_with_its_approval(old_url: str) -> None:
    database = Database(old_url, durable=False)
    assert await migrate(database)
    assert not await migrate(database)
    async with database.read() as session:
        broadcasts = await session.execute(
            text("SELECT id, approved_by_id, kind, purpose FROM broadcast ORDER BY id")
        )
        allowed = await session.execute(text("SELECT broadcast_id, hours FROM mailing"))
        kept = await session.execute(
            text(
                "SELECT household_id, round, left_at IS NOT NULL, look_at IS NOT NULL FROM delivery"
            )
        )
        assert list(broadcasts) == [
            (5, 1, "written", "information"),
            (6, None, "written", "information"),
        ]
        roles = await session.execute(
            text("SELECT role, site_id FROM staff_role WHERE user_id = 1 ORDER BY role")
        )
        assert list(roles) == [("admin", None), ("approver", None), ("editor", None)]
        assert list(allowed) == [(5, "courtesy")]
        assert list(kept) == [(7, 0, True, True)]
    await database.close()


async def test_messages_that_were_there_are_counted(old_url: str) -> None:
    database = Database(old_url, durable=False)
    await migrate(database)
    async with database.write() as session:
        assert (await counts_of(session, 5))[DeliveryState.UNKNOWN] == 1
        await session.execute(text("UPDATE delivery SET state = 'sent'"))
        counts = await counts_of(session, 5)
    await database.close()
    assert counts == dict.fromkeys(DeliveryState, 0) | {DeliveryState.SENT: 1}


async def test_households_that_were_there_are_found_by_letters_in_parts(old_url: str) -> None:
    database = Database(old_url, durable=False)
    async with database.write() as session:
        await session.execute(text("UPDATE household SET name = 'Lœuillet Yıldız'"))
    await migrate(database)
    async with database.read() as session:
        for said in ("loeuillet", "LŒUILLET", "yildiz"):
            assert [one.id for one in (await search(session, said, Within(), limit=5)).households]
    await database.close()


async def test_no_row_points_nowhere_afterwards(old_url: str) -> None:
    database = Database(old_url, durable=False)
    await migrate(database)
    if database.is_sqlite:
        async with database.engine.connect() as connection:
            assert list(await connection.exec_driver_sql("PRAGMA foreign_key_check")) == []
            watched = await connection.exec_driver_sql("PRAGMA foreign_keys")
            assert list(watched) == [(1,)]
    await database.close()


async def test_of_the_answers_only_what_staff_wrote_is_kept(old_url: str) -> None:
    database = Database(old_url, durable=False)
    await migrate(database)
    async with database.read() as session:
        kept = await session.execute(text("SELECT topic, text, site_id FROM answer_text"))
        assert list(kept) == [("affirm", "Oui, bien sûr.", None)]
    await database.close()


async def test_the_step_can_be_taken_back(old_url: str) -> None:
    database = Database(old_url, durable=False)
    await migrate(database)
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        await connection.run_sync(lambda sync: command.downgrade(migration_config(sync), FIRST))
        await connection.commit()
        found = await connection.execute(text("SELECT state FROM delivery"))
        assert list(found) == [("unknown",)]
    await database.close()
