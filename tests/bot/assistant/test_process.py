"""The process Rasa runs in, with a small program in Rasa's place."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.assistant.process import RasaCannotStartError, RasaLaunch, RasaProcess, Timing
from bot.nlu.model_files import model_path

Program = Callable[[str], RasaLaunch]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Put a shell script where Rasa's interpreter is expected; a model is there already."""

    def put(script: str) -> RasaLaunch:
        launch = RasaLaunch(tmp_path, 5005, "token", "http://127.0.0.1:1/", tmp_path / "rasa.log")
        launch.python.parent.mkdir(parents=True)
        launch.python.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
        launch.python.chmod(0o700)
        model = model_path(tmp_path)
        model.parent.mkdir()
        model.touch()
        return launch

    return put


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not reached():  # noqa: ASYNC110 - another process reaches it: there is no event
            await asyncio.sleep(0)


async def healthy() -> bool:
    return True


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def test_it_is_started_again_when_it_dies(program: Program, tmp_path: Path) -> None:
    launch = program("echo start >> starts; exit 1")
    running = asyncio.create_task(RasaProcess(launch, healthy, Timing(first_pause=0)).run())
    await until(lambda: len(lines(tmp_path / "starts")) >= 3)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_one_that_does_not_answer_any_more_is_started_again(
    program: Program, tmp_path: Path
) -> None:
    launch = program("echo start >> starts; exec sleep 600")
    answers = iter([True])

    async def health() -> bool:
        return next(answers, False)

    timing = Timing(first_pause=0, look_every=0.01, looks=2)
    running = asyncio.create_task(RasaProcess(launch, health, timing).run())
    await until(lambda: len(lines(tmp_path / "starts")) == 2)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_what_no_restart_mends_is_said_in_its_own_words(program: Program) -> None:
    launch = program("echo noise >&2; echo 'models/x is broken: delete it' >&2; exit 2")
    with pytest.raises(RasaCannotStartError, match="models/x is broken: delete it"):
        await RasaProcess(launch, healthy).run()


async def test_it_is_stopped_with_us(program: Program, tmp_path: Path) -> None:
    launch = program("echo $$ > pid; exec sleep 600")
    running = asyncio.create_task(RasaProcess(launch, healthy).run())
    await until(lambda: bool(lines(tmp_path / "pid")))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    pid = int(lines(tmp_path / "pid")[0])
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_a_model_is_trained_when_none_matches(program: Program, tmp_path: Path) -> None:
    launch = program('echo "$3" >> calls; [ "$3" = train ] && exit 0; exit 2')
    model_path(tmp_path).unlink()
    with pytest.raises(RasaCannotStartError):
        await RasaProcess(launch, healthy).run()
    assert lines(tmp_path / "calls") == ["train", "run"]


async def test_rasa_learns_no_setting_of_ours(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", "postgresql://secret@host/name")
    launch = program("env > seen; exit 2")
    with pytest.raises(RasaCannotStartError):
        await RasaProcess(launch, healthy).run()
    seen = (tmp_path / "seen").read_text()
    assert "PALIER_RASA_TOKEN=token" in seen
    assert "secret" not in seen


async def test_a_missing_environment_is_named(tmp_path: Path) -> None:
    launch = RasaLaunch(tmp_path, 5005, "token", "http://127.0.0.1:1/", tmp_path / "rasa.log")
    with pytest.raises(RasaCannotStartError, match="make setup"):
        await RasaProcess(launch, healthy).run()
