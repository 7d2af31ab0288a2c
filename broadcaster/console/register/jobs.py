"""Work on a file that takes longer than a page: checked or imported while its page waits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """One piece of work, and how far it is."""

    kind: str  # "checking" or "importing"
    done: int = 0  # rows read
    total: int = 0
    refusal: str | None = None  # why it came to nothing
    task: "asyncio.Task[None] | None" = None

    @property
    def is_running(self) -> bool:
        """True until it has ended, one way or the other."""
        return self.task is not None and not self.task.done()

    def tell(self, done: int, total: int) -> None:
        """Note how many rows of how many are read."""
        self.done, self.total = done, total


class Jobs:
    """The work under way on each import, by its id, in this process."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}

    def of(self, import_id: int) -> Job | None:
        """The last work on an import, running or refused; None when there was none here."""
        return self._jobs.get(import_id)

    def start(self, import_id: int, kind: str, work: Callable[[Job], Awaitable[None]]) -> None:
        """Begin, unless work on it is running: a button pressed twice is one piece of work."""
        known = self._jobs.get(import_id)
        if known is not None and known.is_running:
            return
        job = Job(kind)
        self._jobs[import_id] = job
        job.task = asyncio.create_task(self._run(import_id, job, work), name=f"import {import_id}")

    async def _run(self, import_id: int, job: Job, work: Callable[[Job], Awaitable[None]]) -> None:
        try:
            await work(job)
        except Exception:  # the page must be able to say that it failed; nothing was written
            log.exception("import %s: %s failed", import_id, job.kind)
            job.refusal = "failed"

    async def stop(self) -> None:
        """End what is running: what was not committed is not there."""
        running = [job.task for job in self._jobs.values() if job.task and job.is_running]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)


JOBS = web.AppKey("jobs", Jobs)
"""The work under way on imports."""
