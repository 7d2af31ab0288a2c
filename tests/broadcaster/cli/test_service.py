"""A taken port is said before anything is greeted."""

import asyncio
import socket
from pathlib import Path

import pytest

from broadcaster.app.listening import PortTakenError, until_free
from broadcaster.app.provider import SecretFileError, kept_secret
from tests.broadcaster.cli.command_line import palier, refusal


@pytest.mark.parametrize(
    "taken", ["port", "local_twilio_port", "rasa_port"], ids=["service", "local Twilio", "Rasa"]
)
def test_a_taken_port_is_refused_by_its_setting(taken: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        names = ("port", "local_twilio_port", "rasa_port")
        ports = dict(zip(names, map(str, _free_ports(3)), strict=True))
        ports[taken] = str(held.getsockname()[1])
        done = palier(
            "serve",
            data_dir=str(tmp_path),
            log_level="error",
            port=ports["port"],
            local_twilio_port=ports["local_twilio_port"],
            rasa_port=ports["rasa_port"],
        )
    assert f"choose another PALIER_{taken.upper()}" in refusal(done)
    assert done.stdout == ""


async def test_a_port_that_comes_free_is_waited_for() -> None:
    """A service that was killed leaves Rasa a moment to end."""
    held = socket.create_server(("127.0.0.1", 0))
    port = held.getsockname()[1]
    waiting = asyncio.create_task(until_free("127.0.0.1", port, "PALIER_RASA_PORT", patience=30))
    await asyncio.sleep(0)
    assert not waiting.done()
    held.close()
    await waiting


async def test_a_port_that_stays_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"127.0.0.1:{port} .*PALIER_RASA_PORT"):
            await until_free("127.0.0.1", port, "PALIER_RASA_PORT", patience=0)


def test_a_secret_is_made_once_even_after_a_start_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "local-twilio.token"
    path.touch()
    secret = kept_secret(path)
    assert len(secret) == 32
    assert kept_secret(path) == secret


def test_a_secret_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "local-twilio.token"
    path.mkdir()
    with pytest.raises(SecretFileError, match=r"local-twilio\.token cannot be used"):
        kept_secret(path)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _each in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
