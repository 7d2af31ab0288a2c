"""Live news: something is new, told to every page that is open."""

import asyncio
from collections.abc import AsyncIterator


class Feed:
    """Tells listeners that there is news. News that piles up is told once."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Event] = set()
        self._closed = False

    def tell(self) -> None:
        """Say that there is news."""
        for event in self._listeners:
            event.set()

    @property
    def is_closed(self) -> bool:
        """True once every listener was let go: the server ends."""
        return self._closed

    async def news(self) -> AsyncIterator[None]:
        """Yield each time there is news, until the feed is closed."""
        event = asyncio.Event()
        self._listeners.add(event)
        try:
            while not self._closed:
                await event.wait()
                event.clear()
                if not self._closed:
                    yield
        finally:
            self._listeners.discard(event)

    def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        self.tell()
