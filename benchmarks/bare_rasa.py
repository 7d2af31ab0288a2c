"""A bare Rasa of the same model: its own REST channel, stores and locks, nothing of ours around.

Its actions are answered by a server that says one sentence: what is measured is Rasa.
"""

import asyncio
import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiohttp
from aiohttp import web

from benchmarks.stock_rasa import PROGRAM, PYTHON, ROOT, SETTINGS
from bot.nlu.model_files import matching_model
from tests.flows.service import PATIENCE, free_ports

SAID: Final = {"events": [], "responses": [{"text": "Les travaux commencent mardi 12 mai."}]}


class BareRasa:
    """``rasa run`` as its manual says, but for TensorFlow, which the model does not need."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rasa_port, self._actions_port = free_ports(2)
        self._url = f"http://127.0.0.1:{self._rasa_port}/webhooks/rest/webhook"
        self._http = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        self._actions = web.AppRunner(_actions())
        await self._actions.setup()
        await web.TCPSite(self._actions, "127.0.0.1", self._actions_port).start()
        self._write_settings()
        self._process = self._start()
        await self._until_answering()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._process.terminate()
        self._process.wait()
        await self._http.close()
        await self._actions.cleanup()

    async def ask(self, tenant: int, text: str) -> float:
        """Ask, and give the seconds until the answer is there."""
        started = time.perf_counter()
        asked = {"sender": f"tenant {tenant}", "message": text}
        async with self._http.post(self._url, json=asked) as response:
            response.raise_for_status()
            await response.read()  # may be empty: a text taken for a two-way flow begins a form
        return time.perf_counter() - started

    def _write_settings(self) -> None:
        (self._folder / "credentials.yml").write_text("rest:\n")
        url = f"http://127.0.0.1:{self._actions_port}/"
        (self._folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: {url}\n")

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [
            str(PYTHON), "-c", PROGRAM, "run", "--interface", "127.0.0.1",
            "--port", str(self._rasa_port), "--model", str(matching_model(ROOT)),
            "--endpoints", str(self._folder / "endpoints.yml"),
            "--credentials", str(self._folder / "credentials.yml"),
        ]  # fmt: skip
        log = (self._folder / "bare_rasa.log").open("wb")
        return subprocess.Popen(  # noqa: S603 - our own command
            command, cwd=ROOT, env=os.environ | SETTINGS, stdout=log, stderr=log
        )

    async def _until_answering(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await self.ask(-1, "c'est quand les travaux")
                except aiohttp.ClientError:
                    await asyncio.sleep(0.5)
                else:
                    return


def _actions() -> web.Application:
    async def say(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response(SAID)

    app = web.Application(client_max_size=2**24)
    app.router.add_post("/", say)
    return app
