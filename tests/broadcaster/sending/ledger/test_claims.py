"""Claims: which due messages are taken, in which order, and what the gate keeps back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.models import Household
from broadcaster.sending import ledger
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger import Claims, Outgoing
from broadcaster.sending.ledger.claims import LOST_AFTER, ORDER_PATIENCE
from broadcaster.sending.mailings import override, pause
from broadcaster.sending.models import (
    Attempt,
    Delivery,
    DeliveryState,
    HoldReason,
    Hours,
    Lane,
    PauseReason,
    SkipReason,
)
from broadcaster.sending.pace import open_senders
from tests.broadcaster.register.places import build_estate
from tests.broadcaster.sending.fakes import (
    ALICE,
    BORIS,
    FAST,
    SENDER,
    broadcast,
    delivery,
    promise,
)

OTHER = "+33199000200"
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
PHONES = [f"+3363998{number:04d}" for number in range(30)]


async def claim(
    database: Database,
    now: datetime,
    *,
    lane: Lane = Lane.BULK,
    sender: str = SENDER,
    limit: int = 100,
    rules: Rules | None = None,
) -> Claims:
    async with database.write() as session:
        return await ledger.claim_due(session, lane, sender, limit, now, rules or Rules())


async def taken(database: Database, now: datetime, lane: Lane = Lane.BULK) -> list[str]:
    return [each.delivery_id for each in (await claim(database, now, lane=lane)).taken]


async def change(database: Database, delivery_id: str, **values: object) -> None:
    async with database.write() as session:
        row = await session.get_one(Delivery, delivery_id)
        for name, value in values.items():
            setattr(row, name, value)


async def set_rate(database: Database, rate: float) -> None:
    async with database.write() as session:
        await open_senders(session, [SENDER], rate)


# Which, and in which order.


async def test_the_longest_due_goes_first(database: Database, now: datetime) -> None:
    """However long ago that was: there is no window of time."""
    ages = (timedelta(minutes=1), timedelta(days=400), timedelta(days=40), timedelta(0))
    ids = [
        (await promise(database, now, phone, due_at=now - age))[0]
        for phone, age in zip(PHONES, ages, strict=False)
    ]
    assert await taken(database, now) == [ids[1], ids[2], ids[0], ids[3]]


async def test_no_more_are_taken_than_asked_for(database: Database, now: datetime) -> None:
    await promise(database, now, *PHONES)
    assert len((await claim(database, now, limit=7)).taken) == 7
    assert len((await claim(database, now)).taken) == len(PHONES) - 7


async def test_a_claim_holds_what_the_call_needs(database: Database, now: datetime) -> None:
    broadcast_id = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, body="Mardi.", broadcast_id=broadcast_id)
    await change(database, one, expires_at=now + HOUR)
    (found,) = (await claim(database, now)).taken
    async with database.read() as session:
        attempt = (await session.scalars(select(Attempt))).one()
    assert (found.delivery_id, found.attempt_id) == (one, attempt.id)
    assert (found.sender, found.to_number, found.body) == (SENDER, ALICE, "Mardi.")
    assert (found.validity, found.broadcast_id, found.claimed_at) == (3600, broadcast_id, now)


async def test_each_claim_goes_with_its_own_attempt(database: Database, now: datetime) -> None:
    await promise(database, now, *PHONES)
    claims = (await claim(database, now)).taken
    async with database.read() as session:
        rows = await session.execute(select(Attempt.id, Attempt.delivery_id))
        attempts = dict(rows.all())
    assert {each.attempt_id: each.delivery_id for each in claims} == attempts


async def test_what_is_under_way_says_when_it_is_to_be_looked_after(
    database: Database, now: datetime
) -> None:
    (one,) = await promise(database, now, ALICE)
    await taken(database, now)
    row = await delivery(database, one)
    assert (row.state, row.left_at, row.look_at) == (DeliveryState.SENDING, now, now + LOST_AFTER)


async def test_senders_have_their_own_messages(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await open_senders(session, [OTHER], FAST)
        outgoing = Outgoing(ALICE, "Bonjour", Lane.BULK, OTHER, now)
        await ledger.add_deliveries(session, [outgoing], now)
    assert (await claim(database, now)).taken == []
    assert len((await claim(database, now, sender=OTHER)).taken) == 1


async def test_a_sender_nobody_opened_sends_nothing_and_does_not_spin(
    database: Database, now: datetime
) -> None:
    found = await claim(database, now, sender="+33199000999")
    assert found.taken == []
    assert found.again_in is not None


@pytest.mark.parametrize("state", [state for state in DeliveryState if state != "pending"])
async def test_only_what_is_pending_is_taken(
    database: Database, now: datetime, state: DeliveryState
) -> None:
    (one,) = await promise(database, now, ALICE)
    await change(database, one, state=state)
    assert await taken(database, now) == []


# One message at a time to a number.


async def test_a_number_gets_one_message_at_a_time(database: Database, now: datetime) -> None:
    first, second, neighbour = [
        (await promise(database, now, phone, due_at=now - age))[0]
        for phone, age in ((ALICE, 2 * SECOND), (ALICE, SECOND), (BORIS, SECOND))
    ]
    assert await taken(database, now) == [first, neighbour]
    assert await taken(database, now) == []
    await change(database, first, state=DeliveryState.ACCEPTED)
    assert await taken(database, now) == [second]


@pytest.mark.parametrize(
    ("waited", "overtakes"), [(ORDER_PATIENCE - SECOND, False), (ORDER_PATIENCE, True)]
)
async def test_an_unclear_one_is_waited_for_but_not_for_ever(
    database: Database, now: datetime, waited: timedelta, overtakes: bool
) -> None:
    unclear, _later = await promise(database, now, ALICE, ALICE)
    await change(database, unclear, state=DeliveryState.UNKNOWN)
    assert bool(await taken(database, now + waited)) is overtakes


async def test_an_answer_under_way_does_not_hold_bulk(database: Database, now: datetime) -> None:
    await promise(database, now, ALICE, lane=Lane.REPLY)
    (one,) = await promise(database, now, ALICE)
    await taken(database, now, Lane.REPLY)
    assert await taken(database, now) == [one]


async def test_bulk_under_way_does_not_hold_an_answer(database: Database, now: datetime) -> None:
    await promise(database, now, ALICE)
    (answer,) = await promise(database, now, ALICE, lane=Lane.REPLY)
    await taken(database, now)
    assert await taken(database, now, Lane.REPLY) == [answer]


async def test_all_answers_to_a_number_are_taken_together(
    database: Database, now: datetime
) -> None:
    ids = await promise(database, now, ALICE, ALICE, ALICE, lane=Lane.REPLY)
    assert sorted(await taken(database, now, Lane.REPLY)) == sorted(ids)


# The pace.


async def test_no_more_segments_are_taken_than_the_pace_allows(
    database: Database, now: datetime
) -> None:
    await promise(database, now, *PHONES)
    await set_rate(database, 10)
    assert len((await claim(database, now)).taken) == 10
    later = await claim(database, now)
    assert (later.taken, later.judged) == ([], 0)
    assert later.again_in == pytest.approx(0.1)
    assert len((await claim(database, now + SECOND / 2)).taken) == 5


async def test_long_messages_take_more_of_it(database: Database, now: datetime) -> None:
    await promise(database, now, *PHONES, body="x" * 400)  # three segments
    await set_rate(database, 10)
    assert len((await claim(database, now)).taken) == 3


async def test_one_that_is_longer_than_the_pace_goes_alone(
    database: Database, now: datetime
) -> None:
    await promise(database, now, *PHONES, body="x" * 400)
    await set_rate(database, 2)
    assert len((await claim(database, now)).taken) == 1
    assert (await claim(database, now)).again_in == pytest.approx(1.0)


async def test_answers_wait_for_no_pace(database: Database, now: datetime) -> None:
    await promise(database, now, *PHONES, lane=Lane.REPLY)
    await set_rate(database, 2)
    assert len((await claim(database, now, lane=Lane.REPLY)).taken) == len(PHONES)


# The gate.

NIGHT = datetime(2026, 5, 4, 23, tzinfo=PARIS).astimezone(UTC)
MORNING = datetime(2026, 5, 5, 8, tzinfo=PARIS).astimezone(UTC)


async def test_what_waits_says_why_and_until_when(database: Database, now: datetime) -> None:
    (one,) = await promise(database, now, ALICE)
    found = await claim(database, NIGHT)
    assert (found.taken, found.judged) == ([], 1)
    row = await delivery(database, one)
    assert (row.state, row.hold_reason, row.held_until) == (
        DeliveryState.HELD,
        HoldReason.QUIET_HOURS,
        MORNING,
    )


async def test_what_waited_for_the_morning_leaves_then(database: Database, now: datetime) -> None:
    (one,) = await promise(database, now, ALICE)
    await claim(database, NIGHT)
    async with database.write() as session:
        assert await ledger.wake_held(session, MORNING - SECOND) == 0
        assert await ledger.wake_held(session, MORNING) == 1
    assert await taken(database, MORNING) == [one]


async def test_answers_leave_at_any_hour(database: Database, now: datetime) -> None:
    (one,) = await promise(database, now, ALICE, lane=Lane.REPLY)
    assert await taken(database, NIGHT, Lane.REPLY) == [one]


async def test_an_override_lets_it_leave_at_night(database: Database, now: datetime) -> None:
    own = await broadcast(database, now)
    (one,) = await promise(database, now, ALICE, broadcast_id=own)
    await claim(database, NIGHT)
    async with database.write() as session:
        await override(session, own, NIGHT, reason="fuite", any_hour=True, beyond_daily_limit=False)
    assert await taken(database, NIGHT) == [one]


async def test_what_expired_is_never_sent(database: Database, now: datetime) -> None:
    (one,) = await promise(database, now, ALICE)
    await change(database, one, expires_at=now + HOUR)
    assert await taken(database, now + HOUR) == []
    row = await delivery(database, one)
    assert (row.state, row.skip_reason) == (DeliveryState.SKIPPED, SkipReason.EXPIRED)


async def test_a_household_gets_two_broadcasts_a_day_and_the_third_tomorrow(
    database: Database, now: datetime
) -> None:
    for _broadcast in range(3):
        await promise(database, now, ALICE, broadcast_id=await broadcast(database, now))
    sent = []
    for minute in range(4):
        for one in await taken(database, now + minute * timedelta(minutes=1)):
            sent.append(one)
            await change(database, one, state=DeliveryState.DELIVERED)
    assert len(sent) == 2
    async with database.read() as session:
        held = select(Delivery).where(Delivery.state == DeliveryState.HELD)
        row = (await session.scalars(held)).one()
    assert (row.hold_reason, row.held_until) == (HoldReason.DAILY_LIMIT, MORNING)


async def test_the_limit_counts_within_one_batch(database: Database, now: datetime) -> None:
    """Two telephones of one household, and three broadcasts due at once."""
    for phone in (ALICE, BORIS, "+33639980003"):
        own = await broadcast(database, now)
        outgoing = Outgoing(phone, "Bonjour", Lane.BULK, SENDER, now, broadcast_id=own)
        async with database.write() as session:
            await open_senders(session, [SENDER], FAST)
            (one,) = await ledger.add_deliveries(session, [outgoing], now)
        await change(database, one, household_id=await _household(database))
    assert len(await taken(database, now)) == 2


async def _household(database: Database) -> int:
    """The id of one household, the same at each call."""
    async with database.write() as session:
        first = select(Household.id).order_by(Household.id).limit(1)
        if await session.scalar(first) is None:
            await build_estate(session)
            await session.flush()
        return (await session.scalars(first)).one()


async def test_offers_and_notices_keep_their_own_hours(database: Database, now: datetime) -> None:
    saturday = datetime(2026, 5, 9, 11, tzinfo=PARIS).astimezone(UTC)
    notice = await broadcast(database, now)
    urgent = await broadcast(database, now, hours=Hours.URGENT)
    ids = [
        (await promise(database, now, phone, broadcast_id=of))[0]
        for phone, of in ((ALICE, notice), (BORIS, urgent))
    ]
    assert sorted(await taken(database, saturday)) == sorted(ids)


async def test_what_is_held_does_not_stand_before_what_may_leave(
    database: Database, now: datetime
) -> None:
    """A whole paused broadcast is due before a small one that is not."""
    paused = await broadcast(database, now)
    await promise(database, now, *PHONES, broadcast_id=paused, due_at=now - HOUR)
    async with database.write() as session:
        await pause(session, paused, PauseReason.STAFF, now)
    (one,) = await promise(database, now, "+33639989999")
    found = await claim(database, now, limit=5)
    assert [each.delivery_id for each in found.taken] == [one]
