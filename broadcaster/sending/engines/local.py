"""The engine that empties the ledger from inside the service, lane by lane."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.clock import Clock
from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.gateways.gateway import (
    Gateway,
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
)
from broadcaster.sending.ledger import Claim, Outcome
from broadcaster.sending.models import AttemptOutcome, Lane
from broadcaster.sending.receipts import learn_from_error

log = logging.getLogger(__name__)

BATCH = {Lane.REPLY: 20, Lane.BULK: 50}
"""How many messages are taken at once, and so how many calls are under way in a lane."""

THROTTLED_PAUSE = timedelta(seconds=1)
"""How long a lane rests after the provider said it is asked too fast."""

LOOK_AGAIN = 1.0
"""Seconds after which a lane looks into the ledger even when nobody woke it."""


class Engine(Protocol):
    """Sends what the ledger promises."""

    async def submit(self, session: AsyncSession, delivery_ids: Sequence[str]) -> None:
        """Tell that rows were written in this transaction; they count once it is committed."""
        ...

    async def run(self) -> None:
        """Send until stopped."""
        ...

    def stop(self) -> None:
        """End ``run`` after what is under way."""
        ...


class LocalEngine:
    """One loop a lane, in this process. The rows are the queue: a restart loses nothing."""

    def __init__(self, database: Database, gateway: Gateway, clock: Clock) -> None:
        self._database = database
        self._gateway = gateway
        self._clock = clock
        self._woken = {lane: asyncio.Event() for lane in Lane}
        self._stopping = False

    async def submit(self, session: AsyncSession, delivery_ids: Sequence[str]) -> None:
        """Wake the lanes once the caller's transaction is committed."""
        event.listen(session.sync_session, "after_commit", lambda _session: self.wake(), once=True)

    def wake(self) -> None:
        """Make every lane look into the ledger now."""
        for bell in self._woken.values():
            bell.set()

    async def run(self) -> None:
        """Send until stopped; replies and bulk never wait for one another."""
        async with asyncio.TaskGroup() as lanes:
            for lane in Lane:
                lanes.create_task(self._run_lane(lane))

    def stop(self) -> None:
        """End ``run`` once the calls under way have their outcome written."""
        self._stopping = True
        self.wake()

    async def _run_lane(self, lane: Lane) -> None:
        while not self._stopping:
            self._woken[lane].clear()
            try:
                sent = await self.send_due(lane)
            except SQLAlchemyError:
                # The loop must outlive a database that is away; nothing is lost, rows wait.
                log.exception("lane %s could not use the database", lane)
                sent = 0
            if not sent and not self._stopping:
                await self._rest(lane)

    async def _rest(self, lane: Lane) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._woken[lane].wait()
        except TimeoutError:
            return

    async def send_due(self, lane: Lane) -> int:
        """Send one batch of a lane; give how many messages were taken."""
        async with self._database.write() as session:
            claims = await ledger.claim_due(session, lane, BATCH[lane], self._clock())
        if not claims:
            return 0
        async with asyncio.TaskGroup() as calls:
            tasks = [calls.create_task(self._attempt(claim)) for claim in claims]
        outcomes = [task.result() for task in tasks]
        now = self._clock()
        async with self._database.write() as session:
            await ledger.settle(session, outcomes, now, retry_at=now + THROTTLED_PAUSE)
            for outcome in outcomes:
                await learn_from_error(session, outcome.claim.to_number, outcome.error_code, now)
        return len(claims)

    async def _attempt(self, claim: Claim) -> Outcome:
        request = SmsRequest(claim.delivery_id, claim.sender, claim.to_number, claim.body)
        try:
            accepted = await self._gateway.send(request)
        except RefusedError as error:
            return Outcome(
                claim,
                AttemptOutcome.REFUSED,
                http_status=error.http_status,
                error_code=error.code,
            )
        except ThrottledError:
            return Outcome(claim, AttemptOutcome.THROTTLED, http_status=429)
        except OutcomeUnknownError as error:
            return Outcome(claim, AttemptOutcome.UNKNOWN, http_status=error.http_status)
        return Outcome(claim, AttemptOutcome.ACCEPTED, sid=accepted.sid, http_status=201)
