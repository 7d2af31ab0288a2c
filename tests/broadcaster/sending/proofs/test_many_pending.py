"""A restart finds 50,000 messages waiting, some for months: each leaves once, memory stays flat."""

import gc
from datetime import datetime, timedelta
from typing import Final

import psutil
import pytest
from sqlalchemy import func, insert, select

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.gateways.gateway import Accepted, Found, SmsRequest
from broadcaster.sending.models import DELIVERIES, Delivery, DeliveryState, Lane
from broadcaster.sending.pace import open_senders
from tests.broadcaster.sending.fakes import SENDER
from tests.support.clock import MovableClock

pytestmark = pytest.mark.proof

WAITING: Final = 50_000
AT_ONCE: Final = 5_000
AGES: Final = (timedelta(minutes=1), timedelta(days=40), timedelta(days=400))
FASTEST: Final = 1e9

WARM: Final = 10_000
"""Messages after which caches and pools have what they will ever have."""

ROOM: Final = 12 * 1024 * 1024
"""Bytes the process may still grow by while the other 40,000 leave. Kept in memory, they would
take 40 MB as rows (1 kB each, measured), or 10 MB as their bare ids and texts, twice that in an
allocator's arenas; the page cache of SQLite takes 2 MB a connection."""


class Counting:
    """A provider that keeps one byte a message."""

    def __init__(self) -> None:
        self.times = bytearray(WAITING)
        self.total = 0

    async def send(self, request: SmsRequest) -> Accepted:
        which = int(request.body.removeprefix("Message "))
        self.times[which] += 1
        self.total += 1
        return Accepted(f"SM{which:032x}", "queued")

    async def sent_to(self, _number: str) -> list[Found]:
        return []

    async def fetch(self, _sid: str) -> Found | None:
        return None


def row(number: int, now: datetime) -> dict[str, object]:
    age = AGES[number % len(AGES)]
    return {
        "id": f"{number:032x}",
        "round": 0,
        "lane": Lane.BULK,
        "sender": SENDER,
        "to_number": f"+336399{number:05d}",
        "body": f"Message {number}",
        "segments": 1,
        "state": DeliveryState.PENDING,
        "due_at": now - age,
        "created_at": now - age,
        "updated_at": now - age,
    }


async def fill(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await open_senders(session, [SENDER], FASTEST)
        for first in range(0, WAITING, AT_ONCE):
            rows = [row(number, now) for number in range(first, first + AT_ONCE)]
            await session.execute(insert(DELIVERIES), rows)


def memory() -> int:
    gc.collect()
    used: int = psutil.Process().memory_info().rss
    return used


async def test_a_restart_with_50_000_waiting(
    database: Database, clock: MovableClock, now: datetime
) -> None:
    await fill(database, now)
    gateway = Counting()
    courier = Courier(database, gateway, clock)
    while gateway.total < WARM:
        assert (await courier.carry(Lane.BULK)).sent
    before = memory()
    while (await courier.carry(Lane.BULK)).judged:
        clock.advance(timedelta(milliseconds=10))
    assert memory() - before < ROOM
    assert gateway.times == bytearray([1]) * WAITING
    async with database.read() as session:
        rows = await session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
        assert dict(rows.all()) == {DeliveryState.ACCEPTED: WAITING}
