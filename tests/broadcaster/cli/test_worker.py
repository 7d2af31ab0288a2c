"""``palier work``: refused in one line where it cannot work; it sends, and ends when asked."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from broadcaster.__main__ import palier
from broadcaster.app.provider import LOCAL_ACCOUNT
from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.errors import PalierError
from broadcaster.sending.models import Attempt, Delivery, DeliveryState, Lane
from tests.broadcaster.sending.fakes import ALICE, BORIS, promise
from tests.support.twilio import ACCOUNT_SID, AUTH_TOKEN, running_stand_in, running_twilio
from tests.support.waiting import until
from tools import shell

WITHOUT_EXTRA = (
    "import sys; sys.modules['procrastinate'] = None\nfrom broadcaster.__main__ import main; main()"
)
PATIENCE = 60.0
"""Seconds; the process starts on whatever the machine has to spare."""


def refused(monkeypatch: pytest.MonkeyPatch, *command: str, **settings: str) -> str:
    """What a command is refused with under these settings."""
    for name in [name for name in os.environ if "PALIER" in name]:
        monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(f"PALIER_{name.upper()}", value)
    result = CliRunner().invoke(palier, command)
    assert isinstance(result.exception, PalierError), result
    return str(result.exception)


def test_it_is_refused_where_the_service_sends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PALIER_ENGINE=distributed" in refused(monkeypatch, "work")


def test_several_senders_are_refused_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PALIER_DATABASE_URL" in refused(monkeypatch, "work", engine="distributed")


def test_a_worker_without_hands_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("work", "--replies", "0", "--bulk", "0")
    url = "postgresql://nowhere/none"
    said = refused(monkeypatch, *command, engine="distributed", database_url=url)
    assert "--replies or --bulk" in said


def test_a_missing_extra_is_told_on_postgresql(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str
) -> None:
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    said = refused(
        monkeypatch, "migrate",
        engine="distributed", database_url=postgres_url, data_dir=str(tmp_path),
    )  # fmt: skip
    assert "palier[distributed]" in said


async def test_it_sends_and_writes_down_what_is_under_way_before_it_ends_on_postgresql(
    tmp_path: Path, postgres_url: str
) -> None:
    assert ACCOUNT_SID == LOCAL_ACCOUNT
    (tmp_path / "local-twilio.token").write_text(AUTH_TOKEN)
    database, output = Database(postgres_url), tmp_path / "output.txt"
    ids = await promise(database, utc_now(), ALICE, lane=Lane.REPLY)
    async with running_stand_in() as callbacks, running_twilio(callbacks.base) as provider:
        worker = started(
            output, database_url=postgres_url, data_dir=str(tmp_path),
            local_twilio_port=provider.url.rsplit(":", 1)[1], public_url=callbacks.base,
        )  # fmt: skip
        try:
            await until(lambda: _accepted(database, ids), PATIENCE)
            await provider.set_faults(slow_ms=1000)
            ids += await promise(database, utc_now(), BORIS, lane=Lane.REPLY)
            await until(lambda: len(list(provider.desk.store)) == 2, PATIENCE)
            assert not await _accepted(database, ids)  # it waits for the answer
            worker.send_signal(signal.SIGTERM)
            await until(lambda: worker.poll() is not None, PATIENCE)
        finally:
            worker.kill()
            worker.wait()
    said = output.read_text()
    assert worker.returncode == 0, said
    assert await _accepted(database, ids)
    assert await _open_attempts(database) == 0
    (line,) = said.splitlines()
    assert "replies: 1, broadcasts: 3" in line
    await database.close()


def started(output: Path, **settings: str) -> "subprocess.Popen[bytes]":
    ours = {name: value for name, value in os.environ.items() if "PALIER" not in name}
    ours |= {f"PALIER_{name.upper()}": value for name, value in settings.items()}
    with output.open("wb") as target:
        return subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "work", "--replies", "1", "--bulk", "3"],
            cwd=shell.ROOT, env=ours | {"PALIER_ENGINE": "distributed"},
            stdout=target, stderr=subprocess.STDOUT,
        )  # fmt: skip


async def _accepted(database: Database, ids: list[str]) -> bool:
    query = select(func.count()).where(
        Delivery.id.in_(ids), Delivery.state == DeliveryState.ACCEPTED
    )
    async with database.read() as session:
        return await session.scalar(query) == len(ids)


async def _open_attempts(database: Database) -> int:
    async with database.read() as session:
        query = select(func.count()).where(Attempt.outcome.is_(None))
        return await session.scalar(query) or 0
