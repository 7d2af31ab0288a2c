"""Waiting for what another task or process brings about, without guessing how long it takes."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 20.0
"""Seconds after which what is waited for will not come."""

GLANCE = 0.01
"""Seconds between two looks."""


async def until(condition: Callable[[], Awaitable[bool] | bool], within: float = PATIENCE) -> None:
    """Return once a condition is true; raise TimeoutError when it stays false."""
    async with asyncio.timeout(within):
        while not await _true(condition):  # noqa: ASYNC110 - others make it true
            await asyncio.sleep(GLANCE)


async def _true(condition: Callable[[], Awaitable[bool] | bool]) -> bool:
    found = condition()
    return found if isinstance(found, bool) else await found
