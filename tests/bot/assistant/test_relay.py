"""Another model takes over without a question being dropped; real processes, a small program."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.assistant.client import Assistant, RasaAddress
from bot.assistant.process import RasaCannotStartError, RasaLaunch, Timing
from bot.assistant.relay import RasaRelay, free_port
from bot.assistant.versions import VersionsUnreadableError
from bot.nlu.model_files import model_path
from broadcaster.answers.models import AnswerChannel

PROGRAM = Path(__file__).with_name("little_rasa.py")
QUICK = Timing(first_pause=0.01, first_look=0.01)


class World:
    """A relay with the real client before it."""

    def __init__(self, launch: RasaLaunch, assistant: Assistant) -> None:
        self.wanted: Path | None = None
        self.unreadable = False
        self.assistant = assistant
        self.relay = RasaRelay(launch, self._wanted, assistant, look_every=0.01, timing=QUICK)

    def _wanted(self) -> Path | None:
        if self.unreadable:
            raise VersionsUnreadableError
        return self.wanted

    async def answering(self) -> str:
        """The name of the model that answers."""
        (answer,) = await self.assistant.ask("who", AnswerChannel.SMS, "?")
        return answer.text

    async def until_answering(self, model: str) -> None:
        async with asyncio.timeout(60):
            while not await self.assistant.is_ready() or await self.answering() != model:  # noqa: ASYNC110 - another process comes up
                await asyncio.sleep(0.01)


@pytest.fixture
def launch(tmp_path: Path) -> RasaLaunch:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    launch = RasaLaunch(tmp_path, port, "t", "http://127.0.0.1:1/", tmp_path / "rasa.log")
    launch.python.parent.mkdir(parents=True)
    launch.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{PROGRAM}" "$@"\n')
    launch.python.chmod(0o700)
    model_path(tmp_path).parent.mkdir()
    model_path(tmp_path).touch()
    return launch


@pytest.fixture
async def world(launch: RasaLaunch) -> AsyncIterator[World]:
    async with ClientSession() as http:
        address = RasaAddress(f"http://127.0.0.1:{launch.port}", launch.token)
        yield World(launch, Assistant(http, address))


@asynccontextmanager
async def running(world: World) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(world.relay.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, RasaCannotStartError):
            await task


async def test_no_question_is_dropped_while_another_model_takes_over(world: World) -> None:
    world.wanted = Path("models/1.gz")
    heard: list[str] = []
    over = asyncio.Event()

    async def tenant() -> None:
        while not over.is_set():
            heard.append(await world.answering())  # raises when Rasa is away or slow

    async with running(world):
        await world.until_answering("1")
        tenants = [asyncio.create_task(tenant()) for _ in range(8)]
        world.wanted = Path("models/2.gz")
        await world.until_answering("2")
        world.wanted = None
        await world.until_answering("0")
        over.set()
        await asyncio.gather(*tenants)
    assert list(dict.fromkeys(heard)) == ["1", "2", "0"]
    assert len(heard) > 20


async def test_a_model_that_cannot_start_leaves_the_old_one_and_is_not_tried_again(
    world: World, launch: RasaLaunch
) -> None:
    world.wanted = Path("models/1.gz")
    async with running(world):
        await world.until_answering("1")
        world.wanted = Path("models/bad.gz")
        await until(lambda: "bad is broken" in launch.log_path.read_text())
        for _ in range(20):
            assert await world.answering() == "1"
        assert launch.log_path.read_text().count("bad is broken") == 1
        world.wanted = Path("models/2.gz")
        await world.until_answering("2")


async def test_a_broken_model_at_the_start_gives_way_to_the_shipped_one(world: World) -> None:
    world.wanted = Path("models/bad.gz")
    async with running(world):
        await world.until_answering("0")


async def test_a_list_of_models_that_cannot_be_read_changes_nothing(world: World) -> None:
    world.wanted = Path("models/1.gz")
    async with running(world):
        await world.until_answering("1")
        world.unreadable = True
        for _ in range(20):
            assert await world.answering() == "1"


async def test_a_shipped_model_that_cannot_start_ends_the_service(
    world: World, launch: RasaLaunch
) -> None:
    launch.python.write_text("#!/bin/sh\necho 'port taken' >&2; exit 2\n")
    with pytest.raises(RasaCannotStartError, match="port taken"):
        await asyncio.wait_for(world.relay.run(), 30)


async def test_stopping_in_the_middle_of_a_swap_ends_both(world: World, launch: RasaLaunch) -> None:
    world.wanted = Path("models/1.gz")
    async with running(world):
        await world.until_answering("1")
        world.wanted = Path("models/2.gz")
        await until(lambda: not _is_free(launch.port + 1))
    assert _is_free(launch.port)
    assert _is_free(launch.port + 1)


def test_our_own_ports_are_left_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = free_port(port, frozenset({port + 1}))
        assert found is None or found > port + 1
    assert free_port(65536, frozenset()) is None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not reached():  # noqa: ASYNC110 - another process reaches it: there is no event
            await asyncio.sleep(0.01)
