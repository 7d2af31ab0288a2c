"""Release: a broadcast that is due becomes rows of the ledger, batch by batch."""

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.broadcasts.life import UNDER_WAY, get_broadcast, move
from broadcaster.campaigns.models import Broadcast, BroadcastState
from broadcaster.campaigns.refusals import CampaignRefusedError
from broadcaster.campaigns.release.batches import next_batch
from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.sending.engines.engine import Engine
from broadcaster.sending.failure_watch import pause_failing
from broadcaster.sending.ledger import add_deliveries
from broadcaster.sending.mailings import mailing_of, paused_among
from broadcaster.sending.models import Delivery, DeliveryState, Lane, Mailing
from broadcaster.sending.progress import counts_of
from broadcaster.sending.states import LEAVING
from broadcaster.staff.audit import record

log = logging.getLogger(__name__)

FAILURE_SHARE: Final = 0.3
"""The share of failed messages from which a broadcast is paused, unless set otherwise."""

UNCLEAR_FOR: Final = timedelta(hours=1)
"""How long the fate of a message may be unclear before its broadcast is done all the same: the
reconciler has tried all it can by then."""

BATCH: Final = 500
"""Contacts in one transaction: what a crash can cost, and what others wait for."""


class Releaser:
    """Writes the deliveries of due broadcasts. Two at work at once are harmless.

    How far a release has come is kept in the broadcast (``released_up_to``) and moved in the
    transaction that writes the rows, so a crash loses or doubles nothing.
    """

    def __init__(
        self,
        database: Database,
        engine: Engine,
        clock: Clock,
        sender: str,
        *,
        failure_share: float = FAILURE_SHARE,
    ) -> None:
        self._database = database
        self._engine = engine
        self._clock = clock
        self._sender = sender
        self._failure_share = failure_share

    async def release_due(self, now: datetime) -> int:
        """Release every broadcast due by ``now``, also those an earlier run left unfinished.

        Gives how many deliveries were written here.
        """
        await self._start_due(now)
        written = 0
        for broadcast_id in await self._unfinished():
            written += await self._release(broadcast_id)
        return written

    async def finish_sent(self, now: datetime) -> int:
        """Mark broadcasts with nothing left to send as done; give how many.

        A message of which it is not known yet whether it left may have to be sent again. What
        stays unclear is with staff and does not keep the broadcast open for ever.
        """
        unclear = and_(
            Delivery.state == DeliveryState.UNKNOWN, Delivery.left_at > now - UNCLEAR_FOR
        )
        waiting = exists().where(
            Delivery.broadcast_id == Broadcast.id, or_(Delivery.state.in_(LEAVING), unclear)
        )
        async with self._database.write() as session:
            done = await session.execute(
                update(Broadcast)
                .where(Broadcast.state == BroadcastState.SENDING, ~waiting)
                .values(state=BroadcastState.DONE, finished_at=now)
                .returning(Broadcast.id, Broadcast.title)
                .execution_options(synchronize_session=False)
            )
            finished = done.all()
            for broadcast_id, title in finished:
                subject = f"broadcast {broadcast_id}"
                await record(session, None, "broadcast_finished", subject, {"title": title}, now)
            return len(finished)

    async def watch(self, now: datetime) -> list[int]:
        """Pause the broadcasts under way that fail for too many; give them."""
        async with self._database.read() as session:
            under_way = list(
                await session.scalars(select(Broadcast.id).where(Broadcast.state.in_(UNDER_WAY)))
            )
        if not under_way:
            return []
        async with self._database.write() as session:
            return await pause_failing(session, under_way, self._failure_share, now)

    async def _start_due(self, now: datetime) -> None:
        is_paused = exists().where(
            Mailing.broadcast_id == Broadcast.id, Mailing.paused_at.is_not(None)
        )
        async with self._database.write() as session:
            await session.execute(
                update(Broadcast)
                .where(Broadcast.state == BroadcastState.SCHEDULED)
                .where(Broadcast.scheduled_at <= now, ~is_paused)
                .values(state=BroadcastState.RELEASING)
                .execution_options(synchronize_session=False)
            )

    async def _unfinished(self) -> list[int]:
        query = (
            select(Broadcast.id)
            .where(Broadcast.state == BroadcastState.RELEASING)
            .order_by(Broadcast.scheduled_at, Broadcast.id)
        )
        async with self._database.read() as session:
            found = list(await session.scalars(query))
            paused = await paused_among(session, found)
        return [one for one in found if one not in paused]

    async def _release(self, broadcast_id: int) -> int:
        written = 0
        try:
            while (added := await self._release_batch(broadcast_id)) is not None:
                written += added
        except CampaignRefusedError:
            # One broadcast that cannot be read must not hold up the others.
            log.exception("broadcast %s cannot be released", broadcast_id)
        return written

    async def _release_batch(self, broadcast_id: int) -> int | None:
        """Write one batch; give its number of deliveries, None when the release is over."""
        now = self._clock()
        async with self._database.write() as session:
            broadcast = await get_broadcast(session, broadcast_id)
            mailing = await mailing_of(session, broadcast_id)
            if broadcast.state is not BroadcastState.RELEASING or mailing is None:
                return None
            if mailing.paused_at is not None:
                return None
            batch = await next_batch(session, broadcast, self._sender, now, limit=BATCH)
            if batch is None:
                await self._end(session, broadcast, now)
                return None
            if not await _advance(session, broadcast, batch.last_contact_id):
                return 0
            ids = await add_deliveries(session, batch.outgoing, now)
            await self._engine.submit(session, Lane.BULK, ids)
            return len(ids)

    async def _end(self, session: AsyncSession, broadcast: Broadcast, now: datetime) -> None:
        releasing = (BroadcastState.RELEASING,)
        if await move(session, broadcast.id, releasing, BroadcastState.SENDING, released_at=now):
            messages = sum((await counts_of(session, broadcast.id)).values())
            detail = {"title": broadcast.title, "messages": messages}
            subject = f"broadcast {broadcast.id}"
            await record(session, None, "broadcast_released", subject, detail, now)


async def _advance(session: AsyncSession, broadcast: Broadcast, up_to: int) -> bool:
    """Take the batch: False when another releaser took it, or somebody cancelled, meanwhile."""
    taken = await session.execute(
        update(Broadcast)
        .where(Broadcast.id == broadcast.id, Broadcast.state == BroadcastState.RELEASING)
        .where(Broadcast.released_up_to == broadcast.released_up_to)
        .values(released_up_to=up_to)
        .returning(Broadcast.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None
