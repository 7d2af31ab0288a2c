"""Errands: work that goes on after a page was answered, finished before the service stops."""

import asyncio
from collections.abc import Coroutine


class Errands:
    """What is being seen to beside the pages."""

    def __init__(self) -> None:
        """Nothing is under way yet."""
        self._under_way: set[asyncio.Task[None]] = set()

    def run(self, errand: Coroutine[None, None, None]) -> None:
        """See to it now, without anybody waiting for it."""
        task = asyncio.create_task(errand)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Wait for all of it."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))
