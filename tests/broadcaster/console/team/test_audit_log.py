"""The log: narrowed to a person, a thing, some days; and as a file without formulas."""

import csv
import io
from datetime import datetime, timedelta

import pytest

from broadcaster.console.keys import COOKIE
from broadcaster.console.team.audit_log import TABLES
from broadcaster.console.words import say
from broadcaster.database import Database
from broadcaster.staff import audit
from broadcaster.staff.logins import log_in
from broadcaster.staff.models import Role
from broadcaster.staff.roles import Grant
from tests.broadcaster.console.conftest import Nadia
from tests.broadcaster.console.journeys import Client, on_sqlite, text_of
from tests.broadcaster.console.neighbourhood import Neighbourhood
from tests.support.staff import colleague

pytestmark = on_sqlite


@pytest.fixture
async def karim(database: Database, nadia: Nadia, now: datetime) -> int:
    """A colleague who did something eight days ago; Palier did something too."""
    async with database.write() as session:
        user = await colleague(session, "Karim", now)
        before, detail = now - timedelta(days=8), {"title": "=cmd|' /C calc'!A0"}
        await audit.record(session, user.id, "broadcast_created", "broadcast 1", detail, before)
        await audit.record(session, None, "broadcast_finished", "broadcast 2", detail, now)
        await audit.record(session, nadia.id, "password_changed", "staff_user 1", {}, now)
    return user.id


def is_shown(page: str) -> set[str]:
    sentences = {
        "karim": "a préparé l'envoi",
        "palier": "a terminé l'envoi",
        "nadia": "a changé son",
    }
    return {name for name, sentence in sentences.items() if sentence in page}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"karim", "palier", "nadia"}),
        ("who=KARIM", {"karim"}),
        ("who=palier", {"palier"}),
        ("what=broadcast", {"karim", "palier"}),
        ("what=staff_user", {"nadia"}),
        ("until=2026-04-26", {"karim"}),
        ("from=2026-04-26&until=2026-04-26", {"karim"}),
        ("from=2026-04-27", {"palier", "nadia"}),
        ("who=KARIM&from=2026-04-27", set()),
    ],
)
async def test_it_is_narrowed(client: Client, karim: int, query: str, shown: set[str]) -> None:
    page = await text_of(client, f"/staff/audit?{query.replace('KARIM', str(karim))}")
    assert is_shown(page) == shown


@pytest.mark.parametrize(
    "query", ["from=hier", "what=tout", "who=abc"], ids=["no day", "no thing", "nobody"]
)
async def test_a_search_that_makes_no_sense_says_so(client: Client, query: str) -> None:
    answer = await client.get(f"/staff/audit?{query}")
    assert answer.status == 400
    assert 'class="error"' in await answer.text() or 'role="alert"' in await answer.text()


async def test_the_file_holds_what_is_shown_and_no_formula(
    client: Client, karim: int, nadia: Nadia
) -> None:
    answer = await client.get("/staff/audit.csv?what=broadcast")
    assert answer.content_type == "text/csv"
    assert 'filename="journal-2026-05-04.csv"' in answer.headers["Content-Disposition"]
    text = (await answer.read()).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert head == ["Le", "Qui", "Ce qui a été fait", "Référence"]
    assert [row[1] for row in rows] == ["Palier", "Karim"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert "a téléchargé le journal (2 lignes)" in await text_of(client, "/staff/audit")


async def test_a_long_log_is_whole_in_the_file(
    client: Client, database: Database, nadia: Nadia, now: datetime
) -> None:
    async with database.write() as session:
        for _ in range(1100):
            await audit.record(session, nadia.id, "password_changed", "staff_user 1", {}, now)
    text = await (await client.get("/staff/audit.csv?what=staff_user")).text()
    assert text.count("a changé son mot de passe") == 1100


async def test_whoever_is_there_for_some_sites_reads_what_they_did(
    stranger: Client, database: Database, karim: int, neighbourhood: Neighbourhood, now: datetime
) -> None:
    async with database.write() as session:
        site = Grant(Role.EDITOR, neighbourhood.site_id)
        zoe = await colleague(session, "Zoé", now, [site])
        await audit.record(session, zoe.id, "password_changed", "staff_user 9", {}, now)
        token = await log_in(session, zoe.id, now)
    stranger.session.cookie_jar.update_cookies({COOKIE: token})
    assert is_shown(await text_of(stranger, f"/staff/audit?who={karim}")) == {"nadia"}
    file = await (await stranger.get("/staff/audit.csv")).text()
    assert "Karim" not in file


async def test_everything_the_log_can_be_narrowed_to_has_a_name(client: Client) -> None:
    page = await text_of(client, "/staff/audit")
    assert [say(f"audit.table.{table}") in page for table in TABLES] == [True] * len(TABLES)
