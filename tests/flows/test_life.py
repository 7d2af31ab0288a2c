"""The service's life: started, refused, interrupted, stopped."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.flows.service import ROOT, Phone, RunningPalier, until

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("life")]


def refused(palier: RunningPalier, **settings: str) -> tuple[int, str]:
    """Start with settings that cannot work; the exit code and what is said."""
    done = subprocess.run(
        [sys.executable, "-m", "broadcaster", "serve"],
        cwd=ROOT, env=palier.environment | settings, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stderr.strip()


@pytest.fixture
def stopped(tmp_path: Path) -> RunningPalier:
    return RunningPalier(tmp_path)


@pytest.mark.parametrize("name", ["PALIER_PORT", "PALIER_LOCAL_TWILIO_PORT"])
def test_a_taken_port_is_one_clear_line(stopped: RunningPalier, name: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = refused(stopped, **{name: str(taken.getsockname()[1])})
    assert code != 0
    assert name in said.splitlines()[-1]
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PALIER_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"),
        ("PALIER_DATABASE_URL", "mysql://here"),
        ("PALIER_PORT", "eighty"),
        ("PALIER_TWILIO_ACCOUNT_SID", "AC" + "1" * 32),
    ],
    ids=["database away", "database unknown", "port no number", "half an account"],
)
def test_a_bad_setting_is_named(stopped: RunningPalier, name: str, value: str) -> None:
    code, said = refused(stopped, **{name: value})
    assert code != 0
    assert name in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_stops_cleanly_with_everything_it_started(
    stopped: RunningPalier, number: signal.Signals
) -> None:
    stopped.start()
    await stopped.until_understanding()
    children = psutil.Process(stopped.pid).children(recursive=True)
    stopped.signal(number)
    assert stopped.wait() == 0
    assert children
    assert not any(child.is_running() for child in children)
    assert "Traceback" not in stopped.output.read_text()


async def test_rasa_goes_with_a_service_that_was_killed(stopped: RunningPalier) -> None:
    stopped.start()
    await stopped.until_understanding()
    children = psutil.Process(stopped.pid).children(recursive=True)
    stopped.signal(signal.SIGKILL)
    stopped.wait()

    async def gone() -> bool:
        return not any(child.is_running() for child in children)

    assert await until(gone)


async def test_while_rasa_is_down_the_question_waits_and_is_answered_later(
    stopped: RunningPalier,
) -> None:
    stopped.start()
    try:
        await stopped.until_understanding()
        (rasa,) = psutil.Process(stopped.pid).children()
        rasa.suspend()
        phone = Phone(stopped.provider_url, "+33639980001")
        menu = await phone.ask("combien coute internet")
        assert "1" in menu
        rasa.kill()
        answers = await phone.until_received(2)
        assert "euro" in answers[1] or "€" in answers[1]
    finally:
        stopped.stop()


async def test_the_same_service_runs_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    palier = RunningPalier(tmp_path, database_url=postgres_url)
    palier.start()
    try:
        await palier.until_understanding()
        phone = Phone(palier.provider_url, "+33639981000")
        answer = await phone.ask("le numero du gardien svp")
        assert "01 99 00" in answer
        assert await phone.ask("STOP")
    finally:
        palier.stop()
