"""A provider in memory that does what it is told, and rows to send."""

from collections import deque
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from broadcaster.campaigns.models import Broadcast
from broadcaster.database import Database
from broadcaster.sending.gateways.gateway import Accepted, Found, ListingFailedError, SmsRequest
from broadcaster.sending.ledger import Outgoing, add_deliveries
from broadcaster.sending.mailings import allow
from broadcaster.sending.models import Delivery, Hours, Lane
from broadcaster.sending.pace import open_senders
from broadcaster.staff.models import StaffUser

ALICE, BORIS = "+33639980001", "+33639980002"
SENDER = "+33199000100"
FAST = 10_000.0
"""Segments a second: no test waits for the pace unless it is about it."""


class FakeGateway:
    """Accepts every message, unless an error was put in front of it."""

    def __init__(self) -> None:
        self.sent: list[SmsRequest] = []
        self.errors: deque[Exception] = deque()
        self.listed: list[tuple[str, Found]] = []
        self.listing_fails = False

    async def send(self, request: SmsRequest) -> Accepted:
        if self.errors:
            raise self.errors.popleft()
        self.sent.append(request)
        return Accepted(f"SM{len(self.sent):032x}", "queued")

    async def fetch(self, sid: str) -> Found | None:
        if self.listing_fails:
            raise ListingFailedError
        return next((found for _to, found in self.listed if found.sid == sid), None)

    async def sent_to(self, number: str) -> list[Found]:
        if self.listing_fails:
            raise ListingFailedError
        return [found for to, found in self.listed if to == number]


async def promise(
    database: Database,
    now: datetime,
    *numbers: str,
    lane: Lane = Lane.BULK,
    due_at: datetime | None = None,
    body: str = "Bonjour",
    broadcast_id: int | None = None,
) -> list[str]:
    """Write one pending delivery a number; give their ids."""
    outgoing = [
        Outgoing(number, body, lane, SENDER, due_at or now, broadcast_id=broadcast_id)
        for number in numbers
    ]
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)
        return await add_deliveries(session, outgoing, now)


async def delivery(database: Database, delivery_id: str) -> Delivery:
    async with database.read() as session:
        return await session.get_one(Delivery, delivery_id)


async def broadcast(
    database: Database, now: datetime, *, hours: Hours = Hours.COURTESY, department: str = ""
) -> int:
    """A broadcast that was approved, for deliveries to belong to."""
    async with database.write() as session:
        row = Broadcast(
            title="Essai",
            body="Bonjour",
            audience={},
            created_at=now,
            created_by_id=await _writer(session, now),
        )
        session.add(row)
        await session.flush()
        await allow(session, row.id, now, hours=hours, department=department)
        return row.id


async def _writer(session: AsyncSession, now: datetime) -> int:
    """The one who writes every broadcast."""
    there = await session.scalar(select(StaffUser.id).limit(1))
    if there is not None:
        return there
    writer = StaffUser(email="a@b.example", name="Ana", password_hash="x", created_at=now)
    session.add(writer)
    await session.flush()
    return writer.id
