"""Outcomes: what each call came to, and what follows from it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger import Claim, Outcome
from broadcaster.sending.ledger.claims import LOST_AFTER
from broadcaster.sending.ledger.outcomes import CONFIGURATION_AGAIN_AFTER, REPLY_AGAIN_AFTER
from broadcaster.sending.ledger.steps import CALLBACK_GRACE, NEWS_WITHIN
from broadcaster.sending.mailings import cancel, mailing_of, pause
from broadcaster.sending.models import (
    Attempt,
    AttemptOutcome,
    Delivery,
    DeliveryState,
    HoldReason,
    Lane,
    PauseReason,
    Sender,
    SkipReason,
)
from broadcaster.staff.alerts import open_alerts
from tests.broadcaster.sending.fakes import ALICE, BORIS, SENDER, broadcast, delivery, promise

Came, S = AttemptOutcome, DeliveryState
PHONES = [f"+3363998{number:04d}" for number in range(10)]
SECOND = timedelta(seconds=1)


async def claim(database: Database, now: datetime, lane: Lane = Lane.BULK) -> list[Claim]:
    async with database.write() as session:
        return (await ledger.claim_due(session, lane, SENDER, 100, now, Rules())).taken


async def settle(
    database: Database,
    claims: list[Claim],
    now: datetime,
    result: AttemptOutcome,
    *,
    sid: str | None = None,
    code: int | None = None,
) -> None:
    outcomes = [
        Outcome(each, result, sid=sid and f"{sid}{number}", http_status=200, error_code=code)
        for number, each in enumerate(claims)
    ]
    async with database.write() as session:
        await ledger.settle(session, outcomes, now)


async def attempts(database: Database) -> list[Attempt]:
    async with database.read() as session:
        return list(await session.scalars(select(Attempt).order_by(Attempt.id)))


async def state(database: Database, delivery_id: str) -> DeliveryState:
    return (await delivery(database, delivery_id)).state


@pytest.mark.parametrize(
    ("result", "sid", "code", "expected", "look_after"),
    [
        pytest.param(Came.ACCEPTED, "SM", None, S.ACCEPTED, NEWS_WITHIN, id="accepted"),
        pytest.param(Came.REFUSED, None, 21211, S.FAILED, None, id="refused"),
        pytest.param(Came.THROTTLED, None, None, S.PENDING, None, id="429"),
        pytest.param(Came.UNREACHABLE, None, None, S.PENDING, None, id="unreachable"),
        pytest.param(Came.UNKNOWN, None, None, S.UNKNOWN, CALLBACK_GRACE, id="unclear"),
    ],
)
async def test_an_outcome_is_written_to_the_attempt_and_to_the_delivery(
    database: Database,
    now: datetime,
    result: AttemptOutcome,
    sid: str | None,
    code: int | None,
    expected: DeliveryState,
    look_after: timedelta | None,
) -> None:
    (one,) = await promise(database, now, ALICE)
    claims = await claim(database, now)
    later = now + SECOND
    await settle(database, claims, later, result, sid=sid, code=code)
    (attempt,) = await attempts(database)
    assert (attempt.outcome, attempt.finished_at) == (result, later)
    assert (attempt.http_status, attempt.error_code) == (200, code)
    row = await delivery(database, one)
    assert (row.state, row.error_code) == (expected, code)
    assert row.sid == (sid and f"{sid}0")
    assert row.look_at == (look_after and later + look_after)
    assert row.left_at == (None if expected is S.PENDING else now)


async def test_a_batch_of_many_kinds_is_sorted_out(database: Database, now: datetime) -> None:
    await promise(database, now, *PHONES)
    claims = await claim(database, now)
    kinds = [
        Came.ACCEPTED,
        Came.REFUSED,
        Came.THROTTLED,
        Came.UNREACHABLE,
        Came.UNKNOWN,
    ] * 2
    outcomes = [
        Outcome(each, kind, sid=f"SM{each.attempt_id}" if kind is Came.ACCEPTED else None)
        for each, kind in zip(claims, kinds, strict=True)
    ]
    async with database.write() as session:
        await ledger.settle(session, outcomes, now)
    states = [await state(database, each.delivery_id) for each in claims]
    assert states == [S.ACCEPTED, S.FAILED, S.PENDING, S.PENDING, S.UNKNOWN] * 2
    outcomes_of = {attempt.id: attempt.outcome for attempt in await attempts(database)}
    assert [outcomes_of[each.attempt_id] for each in claims] == kinds


# Processes that were thought dead.


async def given_up(database: Database, now: datetime) -> list[Claim]:
    """Claims whose process said nothing for so long that their calls count as lost."""
    claims = await claim(database, now)
    async with database.write() as session:
        assert await ledger.abandon_lost(session, now + LOST_AFTER) == len(claims)
    return claims


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (Came.ACCEPTED, S.ACCEPTED),
        (Came.REFUSED, S.UNKNOWN),
        (Came.MISCONFIGURED, S.UNKNOWN),
        (Came.THROTTLED, S.UNKNOWN),
        (Came.UNREACHABLE, S.UNKNOWN),
        (Came.UNKNOWN, S.UNKNOWN),
    ],
)
async def test_late_only_an_acceptance_counts(
    database: Database, now: datetime, result: AttemptOutcome, expected: DeliveryState
) -> None:
    """It may have been followed by another call, of which the others would tell nothing."""
    (one,) = await promise(database, now, ALICE)
    claims = await given_up(database, now)
    await settle(database, claims, now + 2 * LOST_AFTER, result, code=21211)
    assert await state(database, one) is expected
    (attempt,) = await attempts(database)
    assert (attempt.outcome, attempt.error_code) == (Came.UNKNOWN, None)


async def test_a_late_429_does_not_send_again_what_another_call_delivers(
    database: Database, now: datetime
) -> None:
    (one,) = await promise(database, now, ALICE)
    late = await given_up(database, now)
    async with database.write() as session:
        await ledger.send_again(session, one, now + 2 * LOST_AFTER)
    again = await claim(database, now + 2 * LOST_AFTER)
    await settle(database, late, now + 2 * LOST_AFTER, Came.THROTTLED)
    assert await state(database, one) is S.SENDING
    await settle(database, again, now + 2 * LOST_AFTER, Came.ACCEPTED, sid="SM")
    assert await state(database, one) is S.ACCEPTED


async def test_a_late_acceptance_stops_a_second_call_that_did_not_begin(
    database: Database, now: datetime
) -> None:
    (one,) = await promise(database, now, ALICE)
    late = await given_up(database, now)
    async with database.write() as session:
        await ledger.send_again(session, one, now + 2 * LOST_AFTER)
    await settle(database, late, now + 2 * LOST_AFTER, Came.ACCEPTED, sid="SM")
    assert await state(database, one) is S.ACCEPTED
    assert await claim(database, now + 3 * LOST_AFTER) == []


async def test_what_a_callback_told_first_stays(database: Database, now: datetime) -> None:
    (one,) = await promise(database, now, ALICE)
    claims = await claim(database, now)
    async with database.write() as session:
        await ledger.advance(session, one, S.DELIVERED, now, sid="SM0")
    await settle(database, claims, now, Came.UNKNOWN)
    row = await delivery(database, one)
    assert (row.state, row.sid) == (S.DELIVERED, "SM0")


# Our own account.


async def test_a_configuration_error_stops_the_broadcast_with_one_alert_and_no_failure(
    database: Database, now: datetime
) -> None:
    own = await broadcast(database, now)
    ids = await promise(database, now, *PHONES, broadcast_id=own)
    await settle(database, await claim(database, now), now, Came.MISCONFIGURED, code=21606)
    rows = [await delivery(database, one) for one in ids]
    assert {(row.state, row.hold_reason) for row in rows} == {(S.HELD, HoldReason.PAUSED)}
    assert {(row.error_code, row.held_until, row.left_at) for row in rows} == {(None, None, None)}
    async with database.read() as session:
        mailing = await mailing_of(session, own)
        alerts = await open_alerts(session)
    assert mailing is not None
    assert (mailing.pause_reason, mailing.pause_code) == (PauseReason.CONFIGURATION, 21606)
    assert [alert.subject for alert in alerts] == [f"broadcast {own}"]


async def test_what_had_not_been_claimed_waits_too(database: Database, now: datetime) -> None:
    own = await broadcast(database, now)
    await promise(database, now, ALICE, broadcast_id=own)
    claims = await claim(database, now)
    (later,) = await promise(database, now, BORIS, broadcast_id=own)
    await settle(database, claims, now, Came.MISCONFIGURED, code=20003)
    assert (await delivery(database, later)).hold_reason is HoldReason.PAUSED


async def test_other_broadcasts_are_told_apart(database: Database, now: datetime) -> None:
    owns = [await broadcast(database, now) for _broadcast in range(2)]
    for phone, own in zip((ALICE, BORIS), owns, strict=True):
        await promise(database, now, phone, broadcast_id=own)
    await settle(database, await claim(database, now), now, Came.MISCONFIGURED, code=20003)
    async with database.read() as session:
        subjects = {alert.subject for alert in await open_alerts(session)}
    assert subjects == {f"broadcast {own}" for own in owns}


async def test_an_answer_our_account_cannot_carry_is_tried_again_later(
    database: Database, now: datetime
) -> None:
    (one,) = await promise(database, now, ALICE, lane=Lane.REPLY)
    claims = await claim(database, now, Lane.REPLY)
    await settle(database, claims, now, Came.MISCONFIGURED, code=20003)
    row = await delivery(database, one)
    again = now + CONFIGURATION_AGAIN_AFTER
    assert (row.state, row.hold_reason, row.held_until) == (
        S.HELD,
        HoldReason.CONFIGURATION,
        again,
    )
    async with database.write() as session:
        assert await ledger.wake_held(session, again - SECOND) == 0
        assert await ledger.wake_held(session, again) == 1
    assert len(await claim(database, again, Lane.REPLY)) == 1


async def test_what_was_cancelled_during_such_a_call_does_not_wait_for_ever(
    database: Database, now: datetime
) -> None:
    own = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, broadcast_id=own)
    claims = await claim(database, now)
    async with database.write() as session:
        await cancel(session, own, now)
    await settle(database, claims, now, Came.MISCONFIGURED, code=20003)
    async with database.write() as session:
        assert await ledger.wake_held(session, now) == 1
    assert await claim(database, now) == []
    row = await delivery(database, one)
    assert (row.state, row.skip_reason) == (S.SKIPPED, SkipReason.CANCELLED)


# The pace.


async def sender(database: Database) -> Sender:
    async with database.read() as session:
        return await session.get_one(Sender, SENDER)


@pytest.mark.parametrize("result", [Came.THROTTLED, Came.UNREACHABLE])
async def test_what_was_too_fast_slows_the_sender_once_a_batch(
    database: Database, now: datetime, result: AttemptOutcome
) -> None:
    await promise(database, now, *PHONES)
    await settle(database, await claim(database, now), now, result)
    assert (await sender(database)).throttles == 1
    assert await claim(database, now) == []
    assert len(await claim(database, now + SECOND)) == len(PHONES)


@pytest.mark.parametrize("result", [Came.ACCEPTED, Came.REFUSED, Came.UNKNOWN])
async def test_other_outcomes_slow_nobody(
    database: Database, now: datetime, result: AttemptOutcome
) -> None:
    await promise(database, now, *PHONES)
    await settle(database, await claim(database, now), now, result)
    assert (await sender(database)).throttles == 0


async def test_the_first_success_after_a_429_is_a_fresh_start(
    database: Database, now: datetime
) -> None:
    await promise(database, now, ALICE)
    await settle(database, await claim(database, now), now, Came.THROTTLED)
    later = now + SECOND
    await settle(database, await claim(database, later), later, Came.ACCEPTED, sid="SM")
    assert (await sender(database)).throttles == 0


async def test_one_429_among_successes_slows_all_the_same(
    database: Database, now: datetime
) -> None:
    await promise(database, now, *PHONES)
    first, *others = await claim(database, now)
    outcomes = [Outcome(first, Came.THROTTLED)]
    outcomes += [Outcome(each, Came.ACCEPTED, sid=f"SM{each.attempt_id}") for each in others]
    async with database.write() as session:
        await ledger.settle(session, outcomes, now)
    assert (await sender(database)).throttles == 1


async def test_an_answer_that_was_too_fast_comes_again_in_a_second(
    database: Database, now: datetime
) -> None:
    await promise(database, now, ALICE, lane=Lane.REPLY)
    await settle(database, await claim(database, now, Lane.REPLY), now, Came.THROTTLED)
    assert await claim(database, now, Lane.REPLY) == []
    assert len(await claim(database, now + REPLY_AGAIN_AFTER, Lane.REPLY)) == 1


async def test_an_id_that_another_delivery_was_given_holds_up_no_batch(
    database: Database, now: datetime
) -> None:
    """The reconciler had matched it with another message of the same text to the same number."""
    ids = await promise(database, now, *PHONES)
    claims = await claim(database, now)
    matched = await promise(database, now, "+33639989999")
    async with database.write() as session:
        await ledger.advance(session, matched[0], S.SENT, now, sid="SM3")
    await settle(database, claims, now, Came.ACCEPTED, sid="SM")
    assert {await state(database, one) for one in ids} == {S.ACCEPTED}
    async with database.read() as session:
        sids = list(await session.scalars(select(Delivery.sid).where(Delivery.id.in_(ids))))
    assert sids.count(None) == 1


async def test_nothing_to_settle_is_nothing(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await ledger.settle(session, [], now)


async def test_a_broadcast_paused_during_a_call_keeps_what_comes_back(
    database: Database, now: datetime
) -> None:
    own = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, broadcast_id=own)
    claims = await claim(database, now)
    async with database.write() as session:
        await pause(session, own, PauseReason.STAFF, now)
    await settle(database, claims, now, Came.THROTTLED)
    assert await claim(database, now + SECOND) == []
    row = await delivery(database, one)
    assert (row.state, row.hold_reason) == (S.HELD, HoldReason.PAUSED)
    async with database.read() as session:
        assert (await session.get_one(Delivery, one)).error_code is None
