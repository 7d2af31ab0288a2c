"""The carrier: takes messages through their statuses and tells the account, in the background."""

import asyncio
from collections.abc import Coroutine

from broadcaster.clock import Clock
from broadcaster.local_twilio.faults import FaultDesk
from broadcaster.local_twilio.messages import (
    VALIDITY_EXPIRED,
    Direction,
    HandOver,
    Message,
    Status,
)
from broadcaster.local_twilio.pace import Pace
from broadcaster.local_twilio.store import MessageStore
from broadcaster.local_twilio.webhooks import Webhooks

FAILED_BEFORE_SENDING = frozenset({30_001, 30_002, VALIDITY_EXPIRED})
"""Queue overflow, suspended account, waited too long: it never leaves, so it is "failed"."""


class Carrier:
    """Carries each message in a task of its own."""

    def __init__(
        self,
        store: MessageStore,
        faults: FaultDesk,
        webhooks: Webhooks,
        pace: Pace,
        clock: Clock,
    ) -> None:
        self._store = store
        self._faults = faults
        self._webhooks = webhooks
        self._pace = pace
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def carry(self, message: Message) -> None:
        """Take a message on its way, from wherever it stands."""
        if message.direction is Direction.INBOUND:
            self._start(self._hand_over(message))
        else:
            self._start(self._deliver(message))

    def resume(self) -> None:
        """Take up what a restart interrupted."""
        for message in self._store:
            if not message.status.is_final or message.hand_over is HandOver.WAITING:
                self.carry(message)

    async def settled(self) -> None:
        """Wait until every message has come to its end."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Drop what is under way; the journal knows where each message stood."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, journey: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(journey)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hand_over(self, message: Message) -> None:
        outcome = await self._webhooks.hand_over(message)
        self._store.handed_over(message, outcome, self._clock())

    async def _deliver(self, message: Message) -> None:
        reports: list[Message] = []
        for status, error_code in self._steps(message):
            await self._pace.before(status)
            message = self._step(message, status, error_code)
            if self._faults.faults.callbacks.shuffle:
                reports.append(message)
            else:
                await self._report(message)
            if message.status.is_final:
                break
        for late in self._shuffled(reports):
            await self._report(late)

    def _step(self, message: Message, status: Status, error_code: int | None) -> Message:
        now = self._clock()
        if message.has_expired(now):
            return self._store.step(message, Status.FAILED, now, VALIDITY_EXPIRED)
        return self._store.step(message, status, now, error_code)

    def _steps(self, message: Message) -> list[tuple[Status, int | None]]:
        code = self._faults.faults.fail.get(message.to)
        if code is None:
            end = Status.DELIVERED
        else:
            end = Status.FAILED if code in FAILED_BEFORE_SENDING else Status.UNDELIVERED
        way: list[Status] = [Status.QUEUED, Status.SENDING, Status.SENT]
        rest = [] if end is Status.FAILED else way[way.index(message.status) + 1 :]
        return [*((status, None) for status in rest), (end, code)]

    async def _report(self, message: Message) -> None:
        mishaps = self._faults.faults.callbacks
        if self._pace.chance.random() < mishaps.lose:
            return
        await self._webhooks.report(message)
        if self._pace.chance.random() < mishaps.duplicate:
            await self._webhooks.report(message)

    def _shuffled(self, reports: list[Message]) -> list[Message]:
        """The reports in another order than they came in."""
        mixed = self._pace.chance.sample(reports, len(reports))
        return mixed if mixed != reports else reports[::-1]
