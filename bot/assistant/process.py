"""The process Rasa runs in: trained for, started, watched, started again, stopped."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.model_files import matching_model
from broadcaster.errors import PalierError

log = logging.getLogger(__name__)

WILL_NOT_WORK = 2
"""The launcher's exit code for what no restart mends: a broken model, a taken port."""

LAUNCHER_TRAIN = "python -m bot.nlu.launcher train"
"""What the launcher tells its own users to do; ours have a command for it."""

STOP_PATIENCE = 10.0
"""Seconds Rasa gets to end by itself."""


class RasaCannotStartError(PalierError):
    """Rasa cannot start. See the end of rasa.log in the data folder."""


@dataclass(frozen=True, slots=True)
class RasaLaunch:
    """What the process needs."""

    root: Path  # the project's root, where config.yml and data/ are
    port: int
    token: str
    actions_url: str
    log_path: Path
    model: Path | None = None  # None: the one of the shipped data, trained when it is missing

    @property
    def arguments(self) -> list[str]:
        """How the launcher is told which model to use."""
        return ["--model", str(self.model)] if self.model else []

    @property
    def python(self) -> Path:
        """The interpreter of Rasa's own environment."""
        return self.root / "bot" / ".venv" / "bin" / "python"

    @property
    def environment(self) -> Mapping[str, str]:
        """Our environment without our own settings: Rasa learns no password of ours."""
        ours = {name: value for name, value in os.environ.items() if "PALIER" not in name.upper()}
        return ours | {
            "PALIER_RASA_TOKEN": self.token,
            "PALIER_ACTIONS_URL": self.actions_url,
        }


Health = Callable[[], Awaitable[bool]]
"""Tells whether Rasa answers."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient the watch is, in seconds."""

    first_pause: float = 1.0  # before a restart; doubled while Rasa dies soon after its start
    longest_pause: float = 30.0
    steady: float = 60.0  # a life this long makes the next death count as the first
    first_look: float = 0.5  # between two looks until it answers for the first time
    look_every: float = 10.0  # between two looks whether it still answers
    looks: int = 3  # unanswered looks in a row before it is restarted


class RasaProcess:
    """Keeps one Rasa running until cancelled: started, watched, started again."""

    def __init__(self, launch: RasaLaunch, health: Health, timing: Timing | None = None) -> None:
        self._launch = launch
        self._health = health
        self._timing = timing or Timing()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Train if no model matches, then run and restart; raise RasaCannotStartError."""
        if not self._launch.python.is_file():
            message = f"Rasa's environment is missing ({self._launch.python}): run make setup"
            raise RasaCannotStartError(message)
        if self._launch.model is None and matching_model(self._launch.root) is None:
            await self._once("train")
        pause = self._timing.first_pause
        while True:
            started = asyncio.get_running_loop().time()
            code = await self._once(
                "run", "--port", str(self._launch.port), "--stop-with-stdin",
                *self._launch.arguments,
            )  # fmt: skip
            lived = asyncio.get_running_loop().time() - started
            pause = self._timing.first_pause if lived > self._timing.steady else pause
            log.warning("Rasa ended with code %s after %.0f s; again in %.0f s", code, lived, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._timing.longest_pause)

    async def _once(self, *arguments: str) -> int:
        """Run the launcher to its end; raise RasaCannotStartError when it says it cannot."""
        self._launch.log_path.parent.mkdir(parents=True, exist_ok=True)
        with self._launch.log_path.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                str(self._launch.python), "-m", "bot.nlu.launcher", *arguments,
                cwd=self._launch.root, env=self._launch.environment,
                # Our end of this pipe closes however we die, and Rasa stops with it.
                stdin=asyncio.subprocess.PIPE, stdout=output, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            log.info("Rasa: %s (process %s)", arguments[0], self._process.pid)
            watch = asyncio.create_task(self._watch(self._process), name="watch Rasa")
            if arguments[0] != "run":
                watch.cancel()
            try:
                last_line = await copied_errors(self._process, output.fileno())
                code = await self._process.wait()
            except asyncio.CancelledError:
                await self._stop(self._process)
                raise
            finally:
                watch.cancel()
                self._process = None
        if code == WILL_NOT_WORK or (code and arguments[0] == "train"):
            raise RasaCannotStartError(last_line or f"Rasa: {arguments[0]} ended with {code}")
        return code

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """End a Rasa that answered once and does not any more; the loop starts it again."""
        while not await self._health():  # noqa: ASYNC110 - another process becomes healthy
            await asyncio.sleep(self._timing.first_look)
        log.info("Rasa is ready: the assistant answers")
        unanswered = 0
        while unanswered < self._timing.looks:
            await asyncio.sleep(self._timing.look_every)
            unanswered = 0 if await self._health() else unanswered + 1
        log.warning("Rasa does not answer any more; it is ended")
        await self._stop(process)

    async def _stop(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.terminate()
            try:
                async with asyncio.timeout(STOP_PATIENCE):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def copied_errors(process: asyncio.subprocess.Process, log_file: int) -> str:
    """Copy what Rasa complains of into its log until it ends; give the last line."""
    last = b""
    if process.stderr is not None:
        while chunk := await process.stderr.read(8192):
            os.write(log_file, chunk)
            lines = (last + chunk).splitlines(keepends=True)
            last = lines[-1][-400:]
    return last.decode("utf-8", "replace").strip().replace(LAUNCHER_TRAIN, "run palier train")
