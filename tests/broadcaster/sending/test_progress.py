"""How far a broadcast has come."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from broadcaster.campaigns.models import Broadcast
from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.models import (
    Delivery,
    DeliveryCount,
    DeliveryState,
    HoldReason,
    SkipReason,
)
from broadcaster.sending.progress import (
    Waiting,
    counts_of,
    deliveries_of,
    standing_of,
    standing_of_each,
)
from tests.broadcaster.sending.fakes import ALICE, BORIS, broadcast, promise

NUMBERS = [f"+3363998000{last}" for last in range(7)]


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
        found = await standing_of_each(session, [first, second])
    assert found[first].counts[DeliveryState.PENDING] == 2
    assert found[second].counts == dict.fromkeys(DeliveryState, 0)


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
        found = (await standing_of(session, broadcast_id)).holds
    assert found == [
        Waiting(HoldReason.QUIET_HOURS, later, 2),
        Waiting(HoldReason.DAILY_LIMIT, tomorrow, 1),
        Waiting(HoldReason.PAUSED, None, 1),
    ]


async def test_failures_and_skips_are_told_by_reason_the_most_frequent_first(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    ids = await promise(database, now, *NUMBERS, broadcast_id=broadcast_id)
    codes = [30005, 30003, 30003, None]
    async with database.write() as session:
        for delivery_id, code in zip(ids, codes, strict=False):
            row = await session.get_one(Delivery, delivery_id)
            row.state, row.error_code = DeliveryState.UNDELIVERED, code
        for delivery_id in ids[len(codes) : -1]:
            row = await session.get_one(Delivery, delivery_id)
            row.state, row.skip_reason = DeliveryState.SKIPPED, SkipReason.EXPIRED
        await session.flush()
        standing = await standing_of(session, broadcast_id)
    failures, skips = standing.failures, standing.skips
    assert failures == {30003: 2, 30005: 1, None: 1}
    assert next(iter(failures)) == 30003
    assert skips == {SkipReason.EXPIRED: 2}


async def test_counts_follow_every_statement_that_changes_the_ledger(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    ids = await promise(database, now, *NUMBERS, broadcast_id=broadcast_id)
    await promise(database, now, BORIS)  # an answer: it counts for no broadcast
    async with database.write() as session:
        await session.execute(update(Delivery).values(state=DeliveryState.SENT))
        await session.execute(update(Delivery).values(updated_at=now))
        one = update(Delivery).where(Delivery.id == ids[0])
        await session.execute(one.values(state=DeliveryState.FAILED, error_code=30003))
        await session.execute(one.values(error_code=30005))
        await session.execute(delete(Delivery).where(Delivery.id == ids[1]))
    async with database.read() as session:
        standing = await standing_of(session, broadcast_id)
    left = {DeliveryState.SENT: len(NUMBERS) - 2, DeliveryState.FAILED: 1}
    assert standing.counts == dict.fromkeys(DeliveryState, 0) | left
    assert standing.failures == {30005: 1}


async def test_what_is_rolled_back_was_never_counted(database: Database, now: datetime) -> None:
    broadcast_id = await broadcast(database, now)
    await promise(database, now, *NUMBERS, broadcast_id=broadcast_id)
    async with database.write() as session:
        await session.execute(update(Delivery).values(state=DeliveryState.SENT))
        await session.rollback()
    async with database.read() as session:
        assert (await counts_of(session, broadcast_id))[DeliveryState.PENDING] == len(NUMBERS)


async def test_folding_keeps_every_count(database: Database, now: datetime) -> None:
    broadcast_id = await broadcast(database, now)
    ids = await promise(database, now, *NUMBERS, broadcast_id=broadcast_id)
    until = now + timedelta(hours=1)
    async with database.write() as session:
        for delivery_id in ids:
            row = await session.get_one(Delivery, delivery_id)
            row.state, row.hold_reason = DeliveryState.HELD, HoldReason.QUIET_HOURS
            row.held_until = until
            await session.flush()
        before = await standing_of(session, broadcast_id)
        await ledger.fold_counts(session, enough=0)
        assert await ledger.fold_counts(session, enough=0) == 0
        after = await standing_of(session, broadcast_id)
        rows = list(await session.scalars(select(DeliveryCount.messages)))
    assert before.holds == after.holds == [Waiting(HoldReason.QUIET_HOURS, until, len(ids))]
    assert sorted(number for number in rows if number) == [len(ids)]


async def test_pages_hold_each_message_once_trouble_first(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    ids = await promise(database, now, *NUMBERS, broadcast_id=broadcast_id)
    states = [DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED]
    async with database.write() as session:
        for place, delivery_id in enumerate(ids):
            row = await session.get_one(Delivery, delivery_id)
            row.state = states[place % 3]
        await session.flush()
        pages = [
            await deliveries_of(session, broadcast_id, offset=offset, limit=2)
            for offset in range(0, len(ids) + 2, 2)
        ]
    listed = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [2, 2, 2, 1, 0]
    assert {one.id for one in listed} == set(ids)
    assert [one.state for one in listed] == sorted(
        (one.state for one in listed), key=list(reversed(states)).index
    )


async def another_broadcast(database: Database, now: datetime) -> int:
    async with database.write() as session:
        row = Broadcast(title="Autre", body="Bonjour", audience={}, created_at=now)
        session.add(row)
        await session.flush()
        return row.id
