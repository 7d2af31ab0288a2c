"""The outbox: looks for what happened, and writes a message for each endpoint that wants it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.bulk import among
from broadcaster.clock import Clock
from broadcaster.database import Database, insert_unless_there
from broadcaster.webhooks.endpoints import is_listening
from broadcaster.webhooks.happenings import (
    Happening,
    deliveries_refused,
    deliveries_settled,
    opt_outs,
    threads_changed,
)
from broadcaster.webhooks.models import (
    Endpoint,
    KnownMilestone,
    MessageState,
    Watch,
    WebhookMessage,
    new_message_id,
)
from broadcaster.webhooks.moved import milestones_moved

KEPT: Final = timedelta(days=30)
"""How long a message is kept, for its page."""


class WebhookOutbox:
    """One look writes down what happened since the last."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def look(self) -> int:
        """Write the messages; give how many. Without endpoints nothing is looked at."""
        async with self._database.read() as session:
            wanted = (await session.scalars(select(Endpoint.id).limit(1))).first()
            known = (await session.scalars(select(KnownMilestone.milestone_id).limit(1))).first()
        if wanted is None and known is None:
            return 0
        now = self._clock()
        # Late: most looks find nothing, and what they write checks for itself that it is new.
        async with self._database.write_late() as session:
            if wanted is None:
                await _forget(session)
                return 0
            return await _write(session, now)


async def _forget(session: AsyncSession) -> None:
    """Nobody listens any more: the next endpoint is not told what happened meanwhile."""
    await session.execute(delete(KnownMilestone))
    await session.execute(delete(Watch))


async def _write(session: AsyncSession, now: datetime) -> int:
    endpoints = list(await session.scalars(select(Endpoint).where(is_listening(now))))
    happenings = await _happened(session, now)
    written = [await _tell(session, one, happenings, now) for one in endpoints]
    old = WebhookMessage.created_at <= now - KEPT
    await session.execute(delete(WebhookMessage).where(old))
    return sum(written)


async def _happened(session: AsyncSession, now: datetime) -> list[Happening]:
    receipts = await _watch(session, "receipt", now)
    attempts = await _watch(session, "attempt", now)
    threads = await _watch(session, "thread", now)
    since = threads.looked_at
    settled, receipts.seen = await deliveries_settled(session, receipts.seen)
    refused, attempts.seen = await deliveries_refused(session, attempts.seen)
    changed, threads.seen = await threads_changed(session, threads.seen, since)
    silent = await opt_outs(session, since)
    moved = await milestones_moved(session, now)
    receipts.looked_at = attempts.looked_at = threads.looked_at = now
    await session.flush()
    return [*settled, *refused, *changed, *silent, *moved]


async def _watch(session: AsyncSession, source: str, now: datetime) -> Watch:
    found = await session.get(Watch, source)
    if found is None:
        found = Watch(source=source, seen=0, looked_at=now)
        session.add(found)
    return found


async def _tell(
    session: AsyncSession, endpoint: Endpoint, happenings: Sequence[Happening], now: datetime
) -> int:
    wanted = {one.key: one for one in happenings if _is_wanted(endpoint, one)}
    known = set(
        await session.scalars(
            select(WebhookMessage.key).where(
                WebhookMessage.endpoint_id == endpoint.id,
                among(session, WebhookMessage.key, wanted),
            )
        )
    )
    rows = [_row(endpoint.id, one, now) for key, one in wanted.items() if key not in known]
    if rows:
        await session.execute(insert_unless_there(session, WebhookMessage), rows)
    return len(rows)


def _is_wanted(endpoint: Endpoint, happening: Happening) -> bool:
    """True for what it asked for, of its sites, that happened since it did."""
    if happening.event not in endpoint.events or happening.at < endpoint.created_at:
        return False
    return endpoint.site_ids is None or happening.site_id in endpoint.site_ids


def _row(endpoint_id: int, happening: Happening, now: datetime) -> dict[str, object]:
    return {
        "id": new_message_id(),
        "endpoint_id": endpoint_id,
        "key": happening.key,
        "type": happening.event,
        "at": happening.at,
        "data": happening.data,
        "state": MessageState.WAITING,
        "created_at": now,
        "due_at": now,
        "tries": 0,
    }
