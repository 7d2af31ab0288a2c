"""The ledger: promised, claimed, settled."""

from datetime import datetime, timedelta

from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.register.optouts import opt_out
from broadcaster.sending import ledger
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger.claims import LOST_AFTER
from broadcaster.sending.mailings import cancel
from broadcaster.sending.models import Attempt, AttemptOutcome, DeliveryState, Lane, SkipReason
from tests.broadcaster.sending.fakes import ALICE, BORIS, SENDER, broadcast, delivery, promise

SECOND = timedelta(seconds=1)


async def claimed(
    database: Database, now: datetime, lane: Lane = Lane.BULK, limit: int = 10
) -> list[ledger.Claim]:
    async with database.write() as session:
        claims = await ledger.claim_due(session, lane, SENDER, limit, now, Rules())
    return claims.taken


async def test_an_attempt_is_written_before_anything_is_sent(
    database: Database, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    (claim,) = await claimed(database, now)
    async with database.read() as session:
        attempt = (await session.scalars(select(Attempt))).one()
    assert (attempt.delivery_id, attempt.outcome, attempt.started_at) == (delivery_id, None, now)
    assert (await delivery(database, claim.delivery_id)).state is DeliveryState.SENDING


async def test_a_message_is_claimed_once(database: Database, now: datetime) -> None:
    await promise(database, now, ALICE)
    assert len(await claimed(database, now)) == 1
    assert await claimed(database, now) == []


async def test_a_message_waits_until_it_is_due(database: Database, now: datetime) -> None:
    await promise(database, now, ALICE, due_at=now + SECOND)
    assert await claimed(database, now) == []
    assert len(await claimed(database, now + SECOND)) == 1


async def test_lanes_do_not_mix(database: Database, now: datetime) -> None:
    await promise(database, now, ALICE, lane=Lane.REPLY)
    assert await claimed(database, now, Lane.BULK) == []
    assert len(await claimed(database, now, Lane.REPLY)) == 1


async def test_bulk_is_not_sent_to_a_number_that_opted_out_meanwhile(
    database: Database, now: datetime
) -> None:
    alice, boris = await promise(database, now, ALICE, BORIS)
    async with database.write() as session:
        await opt_out(session, ALICE, source="keyword", now=now)
    assert [claim.delivery_id for claim in await claimed(database, now)] == [boris]
    skipped = await delivery(database, alice)
    assert (skipped.state, skipped.skip_reason) == (DeliveryState.SKIPPED, SkipReason.OPTED_OUT)


async def test_whoever_asks_is_answered_even_after_stop(database: Database, now: datetime) -> None:
    await promise(database, now, ALICE, lane=Lane.REPLY)
    async with database.write() as session:
        await opt_out(session, ALICE, source="keyword", now=now)
    assert len(await claimed(database, now, Lane.REPLY)) == 1


async def test_a_call_without_outcome_becomes_unknown_and_is_not_sent_again(
    database: Database, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    await claimed(database, now)
    later = now + LOST_AFTER + SECOND
    async with database.write() as session:
        assert await ledger.abandon_lost(session, now + SECOND) == 0
        assert await ledger.abandon_lost(session, later) == 1
    assert (await delivery(database, delivery_id)).state is DeliveryState.UNKNOWN
    assert await claimed(database, later) == []


async def test_a_throttled_message_waits_and_is_sent_later(
    database: Database, now: datetime
) -> None:
    await promise(database, now, ALICE)
    (claim,) = await claimed(database, now)
    outcome = ledger.Outcome(claim, AttemptOutcome.THROTTLED, http_status=429)
    async with database.write() as session:
        await ledger.settle(session, [outcome], now)
    assert await claimed(database, now) == []
    assert len(await claimed(database, now + SECOND)) == 1


async def test_a_message_cancelled_during_its_call_is_not_sent_after_a_429(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    (delivery_id,) = await promise(database, now, ALICE, broadcast_id=broadcast_id)
    (claim,) = await claimed(database, now)
    outcome = ledger.Outcome(claim, AttemptOutcome.THROTTLED, http_status=429)
    async with database.write() as session:
        assert await cancel(session, broadcast_id, now) == 0
        await ledger.settle(session, [outcome], now)
    assert await claimed(database, now + SECOND) == []
    found = await delivery(database, delivery_id)
    assert (found.state, found.skip_reason) == (DeliveryState.SKIPPED, SkipReason.CANCELLED)


async def test_an_answer_that_comes_after_its_receipt_does_not_take_the_state_back(
    database: Database, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    (claim,) = await claimed(database, now)
    async with database.write() as session:
        await ledger.advance(session, delivery_id, DeliveryState.DELIVERED, now, sid="SM1")
        accepted = ledger.Outcome(claim, AttemptOutcome.ACCEPTED, sid="SM1", http_status=201)
        await ledger.settle(session, [accepted], now)
    assert (await delivery(database, delivery_id)).state is DeliveryState.DELIVERED


async def test_a_known_error_code_is_not_erased(database: Database, now: datetime) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    await claimed(database, now)
    async with database.write() as session:
        for code in (30003, None, 30008):
            await ledger.advance(
                session, delivery_id, DeliveryState.UNDELIVERED, now, error_code=code
            )
    assert (await delivery(database, delivery_id)).error_code == 30003


async def test_a_message_cancelled_during_its_call_that_left_has_no_reason_to_be_skipped(
    database: Database, now: datetime
) -> None:
    broadcast_id = await broadcast(database, now)
    (delivery_id,) = await promise(database, now, ALICE, broadcast_id=broadcast_id)
    (claim,) = await claimed(database, now)
    accepted = ledger.Outcome(claim, AttemptOutcome.ACCEPTED, sid="SM1", http_status=201)
    async with database.write() as session:
        await cancel(session, broadcast_id, now)
        await ledger.settle(session, [accepted], now)
    found = await delivery(database, delivery_id)
    assert (found.state, found.skip_reason) == (DeliveryState.ACCEPTED, None)
