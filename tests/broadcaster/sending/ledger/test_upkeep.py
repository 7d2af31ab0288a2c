"""Upkeep: what waited comes back, what was lost is found."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.sending import ledger, mailings
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger.claims import LOST_AFTER
from broadcaster.sending.ledger.steps import CALLBACK_GRACE
from broadcaster.sending.models import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    HoldReason,
    Lane,
    PauseReason,
)
from tests.broadcaster.sending.fakes import ALICE, BORIS, SENDER, broadcast, delivery, promise

S = DeliveryState
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


async def hold(
    database: Database, delivery_id: str, reason: HoldReason, until: datetime | None
) -> None:
    async with database.write() as session:
        row = await session.get_one(Delivery, delivery_id)
        row.state, row.hold_reason, row.held_until = S.HELD, reason, until


async def wake(database: Database, now: datetime) -> int:
    async with database.write() as session:
        return await ledger.wake_held(session, now)


@pytest.mark.parametrize(
    "reason", [HoldReason.QUIET_HOURS, HoldReason.DAILY_LIMIT, HoldReason.CONFIGURATION]
)
async def test_what_waits_until_a_moment_comes_back_then(
    database: Database, now: datetime, reason: HoldReason
) -> None:
    (one,) = await promise(database, now, ALICE)
    await hold(database, one, reason, now + HOUR)
    assert await wake(database, now + HOUR - SECOND) == 0
    assert await wake(database, now + HOUR) == 1
    row = await delivery(database, one)
    assert (row.state, row.hold_reason, row.held_until) == (S.PENDING, None, None)


@pytest.mark.parametrize("reason", [HoldReason.PAUSED, HoldReason.APPROVAL])
async def test_what_waits_for_staff_waits_for_staff(
    database: Database, now: datetime, reason: HoldReason
) -> None:
    own = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, broadcast_id=own)
    async with database.write() as session:
        if reason is HoldReason.PAUSED:
            await mailings.pause(session, own, PauseReason.STAFF, now)
        else:
            await mailings.withdraw(session, own)
    await hold(database, one, reason, None)
    assert await wake(database, now + 1000 * HOUR) == 0


async def test_what_was_held_for_approval_goes_on_once_it_is_given(
    database: Database, now: datetime
) -> None:
    own = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, broadcast_id=own)
    async with database.write() as session:
        await mailings.withdraw(session, own)
        await ledger.claim_due(session, Lane.BULK, SENDER, 10, now, Rules())
    assert (await delivery(database, one)).hold_reason is HoldReason.APPROVAL
    async with database.write() as session:
        await mailings.allow(session, own, now)
    assert await wake(database, now) == 1


async def test_what_was_judged_while_the_broadcast_was_let_go_is_not_forgotten(
    database: Database, now: datetime
) -> None:
    """One process read that it is paused, another one let it go on, the first wrote « held »."""
    own = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, broadcast_id=own)
    await hold(database, one, HoldReason.PAUSED, None)
    assert await wake(database, now) == 1
    assert (await delivery(database, one)).state is S.PENDING


async def test_others_are_left_as_they_are(database: Database, now: datetime) -> None:
    own = await broadcast(database, now)
    paused = await broadcast(database, now)
    async with database.write() as session:
        await mailings.pause(session, paused, PauseReason.STAFF, now)
    ids = [
        (await promise(database, now, phone, broadcast_id=of))[0]
        for phone, of in ((ALICE, own), (BORIS, paused))
    ]
    for one in ids:
        await hold(database, one, HoldReason.PAUSED, None)
    await wake(database, now)
    assert [(await delivery(database, one)).state for one in ids] == [S.PENDING, S.HELD]


async def claimed(database: Database, now: datetime, *phones: str) -> list[str]:
    ids = await promise(database, now, *phones)
    async with database.write() as session:
        await ledger.claim_due(session, Lane.BULK, SENDER, 100, now, Rules())
    return ids


async def abandon(database: Database, now: datetime) -> int:
    async with database.write() as session:
        return await ledger.abandon_lost(session, now)


async def test_a_call_is_lost_once_it_had_its_time(database: Database, now: datetime) -> None:
    (one,) = await claimed(database, now, ALICE)
    assert await abandon(database, now + LOST_AFTER - SECOND) == 0
    later = now + LOST_AFTER
    assert await abandon(database, later) == 1
    assert await abandon(database, later) == 0
    row = await delivery(database, one)
    assert (row.state, row.look_at) == (S.UNKNOWN, later + CALLBACK_GRACE)
    async with database.read() as session:
        attempt = (await session.scalars(select(Attempt))).one()
    assert (attempt.outcome, attempt.finished_at) == (AttemptOutcome.UNKNOWN, later)


async def test_attempts_that_ended_keep_their_outcome(database: Database, now: datetime) -> None:
    """An earlier call was answered 429; the one after it was lost."""
    await promise(database, now, ALICE)
    for moment, result in ((now, AttemptOutcome.THROTTLED), (now + SECOND, None)):
        async with database.write() as session:
            claims = await ledger.claim_due(session, Lane.BULK, SENDER, 10, moment, Rules())
            if result is not None:
                outcome = ledger.Outcome(claims.taken[0], result)
                await ledger.settle(session, [outcome], moment)
    await abandon(database, now + SECOND + LOST_AFTER)
    async with database.read() as session:
        outcomes = list(await session.scalars(select(Attempt.outcome).order_by(Attempt.id)))
    assert outcomes == [AttemptOutcome.THROTTLED, AttemptOutcome.UNKNOWN]


async def test_two_that_look_at_once_are_harmless(database: Database, now: datetime) -> None:
    await claimed(database, now, *[f"+3363998{number:04d}" for number in range(30)])
    found = await asyncio.gather(*(abandon(database, now + LOST_AFTER) for _process in range(3)))
    assert sum(found) == 30


@pytest.mark.parametrize("state", [state for state in S if state is not S.UNKNOWN])
async def test_only_what_is_unclear_is_sent_again(
    database: Database, now: datetime, state: DeliveryState
) -> None:
    (one,) = await promise(database, now, ALICE)
    async with database.write() as session:
        (await session.get_one(Delivery, one)).state = state
    async with database.write() as session:
        assert await ledger.send_again(session, one, now) is (state in (S.HELD, S.SENDING))
