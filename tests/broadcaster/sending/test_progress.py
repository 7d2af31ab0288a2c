"""How far a broadcast has come."""

from datetime import datetime, timedelta

from broadcaster.campaigns.models import Broadcast
from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.models import Delivery, DeliveryState, HoldReason, SkipReason
from broadcaster.sending.progress import (
    Waiting,
    counts_of,
    counts_of_each,
    deliveries_of,
    failures_of,
    holds_of,
    skips_of,
)
from tests.broadcaster.sending.fakes import ALICE, BORIS, broadcast, promise


async def test_counts_name_every_state(database: Database) -> None:
    async with database.read() as session:
        assert await counts_of(session, 1) == dict.fromkeys(DeliveryState, 0)


async def test_what_went_wrong_is_listed_first(database: Database, now: datetime) -> None:
    broadcast_id = await broadcast(database, now)
    alice, boris = sorted(await promise(database, now, ALICE, BORIS, broadcast_id=broadcast_id))
    async with database.write() as session:
        await ledger.advance(session, boris, DeliveryState.FAILED, now, error_code=30003)
        counts = await counts_of(session, broadcast_id)
        listed = await deliveries_of(session, broadcast_id)
    assert (counts[DeliveryState.FAILED], counts[DeliveryState.PENDING]) == (1, 1)
    assert [row.id for row in listed] == [boris, alice]


async def test_each_broadcast_has_its_own_counts(database: Database, now: datetime) -> None:
    first = await broadcast(database, now)
    second = await another_broadcast(database, now)
    await promise(database, now, ALICE, BORIS, broadcast_id=first)
    async with database.read() as session:
        counts = await counts_of_each(session, [first, second])
    assert counts[first][DeliveryState.PENDING] == 2
    assert counts[second] == dict.fromkeys(DeliveryState, 0)


async def test_what_waits_is_told_by_reason_and_moment_what_ends_first_first(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    numbers = [f"+3363998000{last}" for last in range(5)]
    ids = await promise(database, now, *numbers, broadcast_id=broadcast_id)
    later, tomorrow = now + timedelta(hours=2), now + timedelta(days=1)
    holds = [
        (HoldReason.PAUSED, None),
        (HoldReason.DAILY_LIMIT, tomorrow),
        (HoldReason.QUIET_HOURS, later),
        (HoldReason.QUIET_HOURS, later),
    ]
    async with database.write() as session:
        for delivery_id, (reason, until) in zip(ids, holds, strict=False):
            row = await session.get_one(Delivery, delivery_id)
            row.state, row.hold_reason, row.held_until = DeliveryState.HELD, reason, until
        freed = await session.get_one(Delivery, ids[-1])
        freed.state, freed.hold_reason = DeliveryState.SENT, HoldReason.PAUSED
        await session.flush()
        found = await holds_of(session, broadcast_id)
    assert found == [
        Waiting(HoldReason.QUIET_HOURS, later, 2),
        Waiting(HoldReason.DAILY_LIMIT, tomorrow, 1),
        Waiting(HoldReason.PAUSED, None, 1),
    ]


async def test_failures_and_skips_are_told_by_reason_the_most_frequent_first(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    numbers = [f"+3363998000{last}" for last in range(7)]
    ids = await promise(database, now, *numbers, broadcast_id=broadcast_id)
    codes = [30005, 30003, 30003, None]
    async with database.write() as session:
        for delivery_id, code in zip(ids, codes, strict=False):
            row = await session.get_one(Delivery, delivery_id)
            row.state, row.error_code = DeliveryState.UNDELIVERED, code
        for delivery_id in ids[len(codes) : -1]:
            row = await session.get_one(Delivery, delivery_id)
            row.state, row.skip_reason = DeliveryState.SKIPPED, SkipReason.EXPIRED
        await session.flush()
        failures = await failures_of(session, broadcast_id)
        skips = await skips_of(session, broadcast_id)
    assert failures == {30003: 2, 30005: 1, None: 1}
    assert next(iter(failures)) == 30003
    assert skips == {SkipReason.EXPIRED: 2}


async def another_broadcast(database: Database, now: datetime) -> int:
    async with database.write() as session:
        row = Broadcast(title="Autre", body="Bonjour", audience={}, created_at=now)
        session.add(row)
        await session.flush()
        return row.id
