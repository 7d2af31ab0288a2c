"""Killed by SIGKILL again and again: every message is accepted once all the same.

The sending process is a real one, with the real client and the real engine. It is killed at
random moments, above all right when the provider has accepted a message and our side does not
know it yet. In between, time goes on far enough for leases to end and lists to be believed.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pytest
from sqlalchemy import func, select

from broadcaster.database import Database
from broadcaster.local_twilio.messages import Direction, Message
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.models import Attempt, AttemptOutcome, Delivery, DeliveryState, Lane
from broadcaster.sending.pace import open_senders
from broadcaster.sending.reconcile import LISTING_GRACE
from tests.broadcaster.sending.fakes import FAST, SENDER, broadcast
from tests.broadcaster.sending.proofs.service import accepted, listening
from tests.support.sending_process import Running, Senders, Zero
from tests.support.twilio import Running as Twilio

pytestmark = pytest.mark.proof

SECOND: Final = timedelta(seconds=1)
BULK, REPLIES, PHONES = 170, 30, 90

ONE_ROUND: Final = (0, 95, 0, 25, 0, 95, 25)
"""Seconds between the kills of one round: what was claimed is given up for lost and looked for,
but nothing is sent again yet, as that takes ``LISTING_GRACE``. So each message is caught by at most
one kill a round, and two rounds leave it the third and last call."""

ROUNDS: Final = 2
AFTERWARDS: Final = (95 * SECOND, 25 * SECOND, LISTING_GRACE, 25 * SECOND, timedelta(hours=2))
"""What it takes until all is known: leases, lists, a second call, and news that got lost."""

FAULTS: Final = {
    "slow_ms": 15,
    "throttle": 3,
    "error_before_accept": 4,
    "error_after_accept": 4,
    "disconnect_after_accept": 4,
    "timeout_after_accept": 1,
}
WELL: Final = {"lose": 0.0, "duplicate": 0.3, "shuffle": True}
LOST: Final = {"lose": 1.0}


class SharedClock:
    """The clock of the provider and of our door; what is sent by has the same, see ``Zero``."""

    def __init__(self, now: datetime) -> None:
        self.zero = Zero.at(now)

    def __call__(self) -> datetime:
        return self.zero()

    def advance(self, by: timedelta) -> None:
        self.zero = self.zero.later(by)


class Executioner:
    """Kills a process at the very moment the provider accepts a message of its."""

    def __init__(self, twilio: Twilio, patch: pytest.MonkeyPatch) -> None:
        self._victim: Running | None = None
        self._spared = 0
        self._done = asyncio.Event()
        self._put: Callable[[Message], Message] = twilio.desk.store.put
        self._known = twilio.desk.store.get
        patch.setattr(twilio.desk.store, "put", self._keep)

    def _keep(self, message: Message) -> Message:
        is_new = message.direction is Direction.OUTBOUND and self._known(message.sid) is None
        kept = self._put(message)
        if is_new and self._victim is not None:
            self._spared -= 1
            if self._spared < 0:
                self._strike()
        return kept

    def _strike(self) -> None:
        if self._victim is not None:
            self._victim.kill()
            self._victim = None
            self._done.set()

    async def kill(self, victim: Running, *, spare: int, at_most: float) -> None:
        """Kill it after it got some messages accepted, or after so many seconds."""
        self._victim, self._spared = victim, spare
        self._done.clear()
        try:
            async with asyncio.timeout(at_most):
                await self._done.wait()
        except TimeoutError:
            self._strike()


async def killed_again_and_again(
    senders: Senders, executioner: Executioner, clock: SharedClock, chance: random.Random
) -> list[int]:
    """Start and kill; give how each process ended."""
    ends = []
    for _round in range(ROUNDS):
        for wait in ONE_ROUND:
            clock.advance(wait * SECOND)
            victim = await senders.start(clock.zero, batch=12, calls=6, until_quiet=False)
            at_an_acceptance = chance.random() < 0.7
            await executioner.kill(
                victim,
                spare=chance.randrange(8) if at_an_acceptance else BULK,
                at_most=1.0 if at_an_acceptance else chance.uniform(0.05, 0.7),
            )
            ends.append(await victim.ended())
        clock.advance(LISTING_GRACE + 10 * SECOND)
    return ends


async def to_the_end(senders: Senders, clock: SharedClock) -> None:
    """Let it work undisturbed until nothing more is to be done."""
    for wait in AFTERWARDS:
        clock.advance(wait)
        running = await senders.start(clock.zero, batch=50, calls=10, until_quiet=True)
        assert await running.ended() == 0


async def promised(database: Database, now: datetime) -> list[str]:
    """A broadcast and some answers, several to a telephone, each with a text of its own."""
    broadcast_id = await broadcast(database, now)
    outgoing = [
        Outgoing(
            to_number=f"+3363998{number % PHONES:04d}",
            body=f"Message {number}",
            lane=Lane.BULK if number < BULK else Lane.REPLY,
            sender=SENDER,
            due_at=now,
            broadcast_id=broadcast_id if number < BULK else None,
        )
        for number in range(BULK + REPLIES)
    ]
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)
        return await add_deliveries(session, outgoing, now)


async def unclear_calls(database: Database) -> int:
    async with database.read() as session:
        unclear = select(func.count()).where(Attempt.outcome == AttemptOutcome.UNKNOWN)
        return await session.scalar(unclear) or 0


async def states(database: Database, ids: list[str]) -> set[DeliveryState]:
    async with database.read() as session:
        found = select(Delivery.state).where(Delivery.id.in_(ids)).distinct()
        return set(await session.scalars(found))


@pytest.mark.parametrize("callbacks", [WELL, LOST], ids=["callbacks", "no callbacks"])
async def test_each_message_is_accepted_once(
    database: Database,
    database_url: str,
    now: datetime,
    callbacks: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, chance = SharedClock(now), random.Random(20260504)
    ids = await promised(database, now)
    async with (
        listening(database, clock) as (base, twilio),
        Senders.opened(database_url, twilio.url, base) as senders,
    ):
        await twilio.set_faults(**FAULTS, callbacks=callbacks)
        executioner = Executioner(twilio, monkeypatch)
        ends = await killed_again_and_again(senders, executioner, clock, chance)
        assert ends == [-9] * len(ends)
        await twilio.set_faults(callbacks=callbacks)
        await to_the_end(senders, clock)
        await twilio.desk.carrier.settled()
        assert accepted(twilio) == dict.fromkeys(ids, 1)
        assert await states(database, ids) == {DeliveryState.DELIVERED}
        assert await unclear_calls(database) > len(ends)  # it did hurt
