"""The relay from one model to the next: the new Rasa takes over when it is ready, not before."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from bot.assistant.process import RasaCannotStartError, RasaLaunch, RasaProcess, Timing
from bot.assistant.versions import VersionsUnreadableError

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
LOOK_EVERY = 5.0
"""Seconds between looks at which model is wanted."""

START_PATIENCE = 600.0
"""Seconds a new Rasa gets to be ready: seconds to start, minutes if it must be trained first."""

PORTS = 10
"""Ports tried for the second Rasa, from the one of the settings on."""


class Line(Protocol):
    """The way to Rasa: ``bot.assistant.client.Assistant``."""

    async def is_ready_at(self, url: str) -> bool:
        """True when the Rasa there has a model loaded."""

    async def move_to(self, url: str) -> None:
        """Ask that Rasa from now on; return when the one before is asked nothing any more."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One Rasa, kept running by its task."""

    model: Path | None
    port: int
    task: "asyncio.Task[None]"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}"


class RasaRelay:
    """Keeps the wanted model's Rasa running until cancelled.

    When another model is wanted a second Rasa is started beside the first, on another port, and
    questions go to it once it is ready. The first one answers until then, and ends when its last
    call has: no question meets a Rasa that is starting or stopping.
    """

    def __init__(
        self,
        launch: RasaLaunch,
        wanted: Callable[[], Path | None],
        line: Line,
        *,
        look_every: float = LOOK_EVERY,
        timing: Timing | None = None,
        taken: frozenset[int] = frozenset(),
    ) -> None:
        """``wanted`` gives the model's file, or None for that of the shipped data.

        ``taken`` are ports of ours that no Rasa may have.
        """
        self._launch = launch
        self._wanted = wanted
        self._line = line
        self._look_every = look_every
        self._timing = timing or Timing()
        self._taken = taken
        self._refused: set[Path | None] = set()

    async def run(self) -> None:
        """Run Rasa; raise RasaCannotStartError when no restart and no other model would help."""
        runner = self._start(self._wish(None), self._launch.port)
        try:
            while True:
                await asyncio.wait({runner.task}, timeout=self._look_every)
                wanted = self._wish(runner.model)
                if runner.task.done():
                    runner = self._after(runner)
                elif wanted != runner.model and wanted not in self._refused:
                    runner = await self._succeeded(runner, wanted)
        finally:
            await _end(runner)

    def _wish(self, otherwise: Path | None) -> Path | None:
        """The model that is wanted; ``otherwise`` where the list of models cannot be read."""
        try:
            return self._wanted()
        except VersionsUnreadableError as error:
            log.error("%s", error)
            return otherwise

    def _start(self, model: Path | None, port: int) -> Runner:
        launch = replace(self._launch, model=model, port=port)

        async def health() -> bool:
            return await self._line.is_ready_at(f"http://{LOOPBACK}:{port}")

        process = RasaProcess(launch, health, self._timing)
        return Runner(model, port, asyncio.create_task(process.run(), name=f"rasa {port}"))

    def _after(self, ended: Runner) -> Runner:
        """A learned model that cannot be used must not silence the assistant: the shipped one can.

        Raises RasaCannotStartError when it was the shipped one.
        """
        error = ended.task.exception()
        if ended.model is None or not isinstance(error, RasaCannotStartError):
            ended.task.result()
        log.error("%s cannot be used, the shipped model answers: %s", ended.model, error)
        self._refused.add(ended.model)
        return self._start(None, ended.port)

    async def _succeeded(self, old: Runner, model: Path | None) -> Runner:
        """Start a second Rasa and let it take over; the old one stays where that fails."""
        port = free_port(self._launch.port, self._taken | {old.port})
        if port is None:
            log.error("no port is free for the new model; %s goes on", old.url)
            self._refused.add(model)
            return old
        new = self._start(model, port)
        try:
            if not await self._is_ready(new):
                log.error("%s did not start; the one before goes on", model or "the shipped model")
                self._refused.add(model)
                await _end(new)
                return old
            await self._line.move_to(new.url)
            await _end(old)
        except asyncio.CancelledError:
            await _end(new)  # the old one is still ours to end: whoever called does it
            raise
        log.info("another model answers: %s", model or "the shipped one")
        return new

    async def _is_ready(self, runner: Runner) -> bool:
        """True once a Rasa answers; False when it ends first, or takes for ever."""
        with suppress(TimeoutError):
            async with asyncio.timeout(START_PATIENCE):
                while not runner.task.done():
                    if await self._line.is_ready_at(runner.url):
                        return True
                    await asyncio.sleep(self._timing.first_look)
        return False


def free_port(first: int, taken: frozenset[int]) -> int | None:
    """The first free port from one on, leaving out those that are ours."""
    for port in range(first, min(first + PORTS, 65536)):
        if port not in taken and _is_free(port):
            return port
    return None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


async def _end(runner: Runner) -> None:
    runner.task.cancel()
    await asyncio.wait({runner.task})
