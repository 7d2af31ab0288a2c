"""``palier rescue``: a link where nobody is left to ask."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.database import Database
from broadcaster.schema import migrate
from broadcaster.staff import resets
from broadcaster.staff.audit import entries
from tests.broadcaster.cli.command_line import palier, refusal
from tests.support.staff import colleague


async def _with_awa(url: str) -> None:
    database = Database(url)
    await migrate(database)
    async with database.write() as session:
        await colleague(session, "Awa", datetime.now(UTC))
    await database.close()


async def _found(url: str, token: str) -> tuple[str | None, list[str]]:
    database = Database(url)
    async with database.read() as session:
        user = await resets.user_of_link(session, token, datetime.now(UTC))
        log = await entries(session, before_id=None, limit=5)
    await database.close()
    return user.email if user else None, [entry.sentence for entry in log]


def test_it_prints_a_link_that_opens_the_account(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/palier.db"
    asyncio.run(_with_awa(url))
    done = palier("rescue", "AWA@exemple.fr", data_dir=str(tmp_path), database_url=url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://127.0.0.1:8080/staff/reset/")
    email, log = asyncio.run(_found(url, done.stdout.strip().rpartition("/")[2]))
    assert email == "awa@exemple.fr"
    assert "a fait, depuis le serveur, un lien pour que Awa retrouve son compte." in log


def test_an_unknown_address_is_refused(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/palier.db"
    done = palier("rescue", "personne@exemple.fr", data_dir=str(tmp_path), database_url=url)
    assert "No account that may log in" in refusal(done)
