"""A pipeline's server: Rasa's own HTTP door ``/model/parse`` on the loopback, for all alike."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final

import psutil

from benchmarks.pipelines.recipes import MODEL, Pipeline
from tests.flows.service import free_ports

LOOPBACK: Final = "127.0.0.1"
FALLBACK: Final = "nlu_fallback"
PATIENCE: Final = 300.0
"""Seconds until the first answer; whoever takes longer has failed."""

_LOOK_EVERY: Final = 0.05
_LINES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says of a text."""

    best: str | None  # the best intent, however unsure
    fallback: bool

    @classmethod
    def of(cls, parsed: dict[str, object]) -> "Answer":
        """Read Rasa's answer by one rule for all: the first in its ranking that is an intent."""
        intent, ranking = parsed["intent"], parsed["intent_ranking"]
        assert isinstance(intent, dict)  # noqa: S101 - Rasa's interface
        assert isinstance(ranking, list)  # noqa: S101
        names = [one["name"] for one in ranking if one["name"] != FALLBACK]
        return cls(next(iter(names), None), intent["name"] in (None, FALLBACK))


class Server:
    """A started server."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self._process = process
        self._connection = http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)
        self._log = log

    def answer(self, text: str) -> Answer | None:
        """Have a text understood; None while the model is still being loaded."""
        body = json.dumps({"text": text}).encode()
        self._connection.request("POST", "/model/parse", body)
        response = self._connection.getresponse()
        said = response.read()
        if response.status == HTTPStatus.CONFLICT:
            return None
        if response.status != HTTPStatus.OK:
            self._give_up(f"answered {response.status} to {text!r}")
        return Answer.of(json.loads(said))

    def wait_for_answer(self, text: str) -> None:
        """Ask until the first answer comes."""
        until = time.perf_counter() + PATIENCE
        while self._process.poll() is None and time.perf_counter() < until:
            try:
                if self.answer(text):
                    return
            except (OSError, http.client.HTTPException):  # not listening yet
                self._connection.close()
            time.sleep(_LOOK_EVERY)
        self._give_up("did not start")

    def memory(self) -> int:
        """Bytes resident, of the process and all it started."""
        first = psutil.Process(self._process.pid)
        return sum(one.memory_info().rss for one in (first, *first.children(recursive=True)))

    def close(self) -> None:
        """Stop at once: nothing of it is to be kept."""
        self._connection.close()
        with suppress(ProcessLookupError):  # it ended by itself
            os.killpg(self._process.pid, signal.SIGKILL)

    def _give_up(self, why: str) -> None:
        last = self._log.read_text("utf-8", errors="replace").splitlines()[-_LINES_SHOWN:]
        sys.exit("\n".join([*last, f"the server {why}"]))


@contextmanager
def serving(pipeline: Pipeline, project: Path) -> Iterator[Server]:
    """The trained pipeline's server, being started."""
    (port,), log = free_ports(1), project / "server.log"
    with (
        tempfile.TemporaryDirectory() as unpacked,  # Rasa's models, which it would leave there
        log.open("wb") as output,
        _started(pipeline, project, port, unpacked, output) as process,
    ):
        server = Server(process, port, log)
        try:
            yield server
        finally:
            server.close()


def _started(
    pipeline: Pipeline, project: Path, port: int, unpacked: str, output: BinaryIO
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - the pipeline's own Python
        [
            pipeline.python, *pipeline.rasa, "run", "--enable-api", "--model", MODEL,
            "--interface", LOOPBACK, "--port", str(port),
        ],
        cwd=project, env={**pipeline.environment, "TMPDIR": unpacked}, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
    )  # fmt: skip
