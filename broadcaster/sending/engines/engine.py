"""The engine: what every way of emptying the ledger has in common."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.sending.models import Lane


class Engine(Protocol):
    """Sends what the ledger promises. The rows are the promise; an engine only sees to them."""

    async def submit(self, session: AsyncSession, lane: Lane, delivery_ids: Sequence[str]) -> None:
        """Tell that rows were written in this transaction; they count once it is committed."""
        ...

    async def run(self) -> None:
        """Send until stopped."""
        ...

    def stop(self) -> None:
        """End ``run`` after what is under way."""
        ...
