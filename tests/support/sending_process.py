"""A sending process that can be killed: the real engine and ticks, in a child of their own.

``Senders`` (for tests) starts this module once as a script. It imports everything, then makes one
child process for each line it reads, by ``fork``: a child starts in milliseconds and is a whole
process of its own, which SIGKILL ends like any other.

    python -m tests.support.sending_process DATABASE_URL TWILIO_URL CALLBACK_BASE
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from broadcaster import tables
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier, Limits
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.http_client import Limits as HttpLimits
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.ledger import abandon_lost, wake_held
from broadcaster.sending.models import Delivery, DeliveryState
from broadcaster.sending.reconcile import Reconciler
from tests.support.twilio import ACCOUNT_SID, AUTH_TOKEN
from tools import shell

ROOMS: Final = tables.ROOMS
"""Every table must be known before the first statement."""

TICK: Final = 0.05
"""Real seconds between two ticks; a service takes longer, nothing here should wait."""

PATIENCE: Final = HttpLimits(connect_seconds=1, total_seconds=1)


@dataclass(frozen=True)
class Zero:
    """A clock that every process of this machine shares: the moment its monotonic clock was 0."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment + timedelta(seconds=time.monotonic())

    def later(self, by: timedelta) -> "Zero":
        """The same clock, put forward."""
        return Zero(self.moment + by)

    @classmethod
    def at(cls, now: datetime) -> "Zero":
        """The clock that says ``now`` now."""
        return cls(now - timedelta(seconds=time.monotonic()))


@dataclass(frozen=True)
class Order:
    """What one child is told."""

    zero: float  # Zero.moment, in seconds since 1970
    batch: int
    calls: int
    until_quiet: bool  # end once nothing is due; else send until killed


async def send(addresses: list[str], order: Order) -> None:
    """Send and tick as the service does."""
    database_url, twilio_url, callback_base = addresses
    clock = Zero(datetime.fromtimestamp(order.zero, UTC))
    database = Database(database_url)
    async with SharedHttpClient(PATIENCE) as http:
        gateway = TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, callback_base, http, twilio_url)
        limits = Limits(batch=order.batch, calls=order.calls)
        engine = LocalEngine(Courier(database, gateway, clock, limits=limits))
        reconciler = Reconciler(database, gateway, clock)
        sending = asyncio.create_task(engine.run())
        while not sending.done():
            await _tick(database, reconciler, clock)
            if order.until_quiet and await _is_quiet(database, clock()):
                engine.stop()
                await sending
            await asyncio.sleep(TICK)
        sending.result()
    await database.close()


async def _tick(database: Database, reconciler: Reconciler, clock: Zero) -> None:
    try:
        async with database.write() as session:
            await abandon_lost(session, clock())
            await wake_held(session, clock())
        await reconciler.look()
    except SQLAlchemyError as error:  # as the service's ticks: the next one finds the same rows
        print(f"tick: {type(error).__name__}", file=sys.stderr)


async def _is_quiet(database: Database, now: datetime) -> bool:
    """True when only the passing of time can go on: what is due waits for an unclear one."""
    unclear = select(Delivery.to_number).where(Delivery.state == DeliveryState.UNKNOWN)
    may_leave = and_(
        Delivery.state == DeliveryState.PENDING,
        Delivery.due_at <= now,
        Delivery.to_number.not_in(unclear),
    )
    is_due = or_(Delivery.state == DeliveryState.SENDING, may_leave, Delivery.look_at <= now)
    async with database.read() as session:
        return not await session.scalar(select(func.count()).where(is_due))


def main(addresses: list[str]) -> None:
    """Make a child for each line; tell its process id, and then how it ended."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        child = os.fork()
        if child == 0:
            _be_child(addresses, order)
        _say(child)
        _pid, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _be_child(addresses: list[str], order: Order) -> None:
    code = 1
    try:
        asyncio.run(send(addresses, order))
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _say(number: int) -> None:
    print(number, flush=True)


@dataclass
class Running:
    """One child, from its start to its end."""

    pid: int
    _answers: asyncio.StreamReader
    _code: int | None = None

    def kill(self) -> None:
        """SIGKILL: it runs no line more."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def ended(self) -> int:
        """Its exit code, once it has ended; -9 when it was killed."""
        if self._code is None:
            self._code = int(await self._answers.readline())
        return self._code


@dataclass
class Senders:
    """Starts children, one at a time."""

    _process: asyncio.subprocess.Process

    async def start(self, zero: Zero, *, batch: int, calls: int, until_quiet: bool) -> Running:
        """A new child, whose clock is ``zero``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = Order(zero.moment.timestamp(), batch, calls, until_quiet)
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        pid = int(await self._process.stdout.readline())
        return Running(pid, self._process.stdout)

    @classmethod
    @asynccontextmanager
    async def opened(cls, *addresses: str) -> AsyncIterator[Self]:
        """The script, ready to make children; all are gone when it is left."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __name__, *addresses),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=shell.ROOT,
            start_new_session=True,
        )
        try:
            yield cls(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            await process.communicate()


if __name__ == "__main__":
    main(sys.argv[1:])
