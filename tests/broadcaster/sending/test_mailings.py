"""Mailings: a broadcast under way is paused, let go on, let through, or stopped, to the message."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from broadcaster.database import Database
from broadcaster.sending import mailings
from broadcaster.sending.gate.verdict import Rules
from broadcaster.sending.ledger import claim_due, wake_held
from broadcaster.sending.models import (
    Delivery,
    DeliveryState,
    HoldReason,
    Hours,
    Lane,
    Mailing,
    PauseReason,
    SkipReason,
)
from broadcaster.sending.progress import counts_of
from broadcaster.sending.states import WAITING
from broadcaster.staff.alerts import open_alerts
from tests.broadcaster.sending.fakes import ALICE, SENDER, broadcast, delivery, promise

S = DeliveryState
LATER = timedelta(hours=1)
NEIGHBOUR = "+33639989999"


class Ledger:
    """A broadcast with a message in every state there is, and another broadcast beside it."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        self.id = self.other = 0
        self.of_state: dict[S, str] = {}

    async def build(self) -> None:
        self.id = await broadcast(self.database, self.now)
        self.other = await broadcast(self.database, self.now)
        for number, state in enumerate(S):
            phone = f"+3363998{number:04d}"
            (one,) = await promise(self.database, self.now, phone, broadcast_id=self.id)
            self.of_state[state] = one
            await self.change(one, state=state)
        await promise(self.database, self.now, ALICE, broadcast_id=self.other)

    async def change(self, delivery_id: str, **values: object) -> None:
        async with self.database.write() as session:
            row = await session.get_one(Delivery, delivery_id)
            for name, value in values.items():
                setattr(row, name, value)

    async def counts(self, broadcast_id: int | None = None) -> dict[S, int]:
        async with self.database.read() as session:
            counts = await counts_of(session, broadcast_id or self.id)
        return {state: count for state, count in counts.items() if count}

    async def mailing(self) -> Mailing:
        async with self.database.read() as session:
            found = await mailings.mailing_of(session, self.id)
        assert found is not None
        return found

    async def hold(self, reason: HoldReason, until: datetime | None) -> str:
        held = self.of_state[S.HELD]
        await self.change(held, hold_reason=reason, held_until=until)
        return held


@pytest.fixture
async def ledger(database: Database, now: datetime) -> Ledger:
    there = Ledger(database, now)
    await there.build()
    return there


EVERY_STATE_ONCE = dict.fromkeys(S, 1)


async def test_a_pause_holds_exactly_what_has_not_left(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        assert await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now)
    rest = {state: 1 for state in S if state not in WAITING}
    assert await ledger.counts() == rest | {S.HELD: 2}
    assert await ledger.counts(ledger.other) == {S.PENDING: 1}
    held = await delivery(ledger.database, ledger.of_state[S.PENDING])
    assert (held.hold_reason, held.held_until) == (HoldReason.PAUSED, None)


async def test_a_pause_takes_over_what_was_held_for_the_night(ledger: Ledger) -> None:
    """It must not leave in the morning."""
    held = await ledger.hold(HoldReason.QUIET_HOURS, ledger.now + LATER)
    async with ledger.database.write() as session:
        await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now)
        assert await wake_held(session, ledger.now + LATER) == 0
    assert (await delivery(ledger.database, held)).hold_reason is HoldReason.PAUSED


async def test_who_paused_it_and_when_is_kept(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        await mailings.pause(session, ledger.id, PauseReason.FAILURES, ledger.now, code=30003)
        again = await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now + LATER)
    assert not again
    found = await ledger.mailing()
    assert (found.paused_at, found.pause_reason, found.pause_code) == (
        ledger.now,
        PauseReason.FAILURES,
        30003,
    )


async def test_what_goes_on_is_judged_again(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now)
        assert await mailings.resume(session, ledger.id, ledger.now, failures=2, settled=5)
        assert not await mailings.resume(session, ledger.id, ledger.now, failures=2, settled=5)
    rest = {state: 1 for state in S if state not in WAITING}
    assert await ledger.counts() == rest | {S.PENDING: 2}
    found = await ledger.mailing()
    assert (found.paused_at, found.pause_reason, found.pause_code) == (None, None, None)
    assert (found.failures_forgiven, found.settled_forgiven) == (2, 5)


async def test_to_go_on_does_not_let_through_what_waits_for_another_reason(
    ledger: Ledger,
) -> None:
    async with ledger.database.write() as session:
        await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now)
    held = await ledger.hold(HoldReason.DAILY_LIMIT, ledger.now + LATER)
    async with ledger.database.write() as session:
        await mailings.resume(session, ledger.id, ledger.now, failures=0, settled=0)
    assert (await delivery(ledger.database, held)).state is S.HELD


@pytest.mark.parametrize(
    ("reason", "any_hour", "woken"),
    [
        (HoldReason.QUIET_HOURS, True, 1),
        (HoldReason.QUIET_HOURS, False, 0),
        (HoldReason.DAILY_LIMIT, True, 0),
        (HoldReason.DAILY_LIMIT, False, 1),
        (HoldReason.PAUSED, True, 0),
    ],
)
async def test_an_override_wakes_exactly_what_it_is_about(
    ledger: Ledger, reason: HoldReason, any_hour: bool, woken: int
) -> None:
    held = await ledger.hold(reason, ledger.now + LATER)
    async with ledger.database.write() as session:
        assert woken == await mailings.override(
            session,
            ledger.id,
            ledger.now,
            reason="Fuite d'eau",
            any_hour=any_hour,
            beyond_daily_limit=not any_hour,
        )
    assert ((await delivery(ledger.database, held)).state is S.PENDING) is bool(woken)
    found = await ledger.mailing()
    assert (found.any_hour, found.beyond_daily_limit) == (any_hour, not any_hour)
    assert found.override_reason == "Fuite d'eau"


async def test_one_override_does_not_take_back_the_other(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        for any_hour in (True, False):
            await mailings.override(
                session, ledger.id, ledger.now,
                reason="Fuite d'eau", any_hour=any_hour, beyond_daily_limit=not any_hour,
            )  # fmt: skip
    found = await ledger.mailing()
    assert found.any_hour
    assert found.beyond_daily_limit


async def test_a_cancellation_stops_exactly_what_has_not_left(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        assert await mailings.cancel(session, ledger.id, ledger.now) == 2
        assert await mailings.cancel(session, ledger.id, ledger.now) == 0
    rest = {state: 1 for state in S if state not in WAITING}
    assert await ledger.counts() == rest | {S.SKIPPED: 3}
    assert await ledger.counts(ledger.other) == {S.PENDING: 1}
    stopped = await delivery(ledger.database, ledger.of_state[S.PENDING])
    assert stopped.skip_reason is SkipReason.CANCELLED


async def test_what_is_cancelled_cannot_be_paused(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        await mailings.cancel(session, ledger.id, ledger.now)
        assert not await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now)
    assert (await ledger.mailing()).paused_at is None


async def test_what_is_promised_while_it_is_paused_or_cancelled_does_not_leave(
    ledger: Ledger,
) -> None:
    """A batch that was being written, or a second try."""
    async with ledger.database.write() as session:
        await mailings.pause(session, ledger.id, PauseReason.STAFF, ledger.now)
        await mailings.cancel(session, ledger.other, ledger.now)
    late = [
        (await promise(ledger.database, ledger.now, NEIGHBOUR, broadcast_id=one))[0]
        for one in (ledger.id, ledger.other)
    ]
    async with ledger.database.write() as session:
        claims = await claim_due(session, Lane.BULK, SENDER, 10, ledger.now, Rules())
    assert not {claim.delivery_id for claim in claims.taken} & set(late)
    paused, cancelled = [await delivery(ledger.database, one) for one in late]
    assert (paused.state, paused.hold_reason) == (S.HELD, HoldReason.PAUSED)
    assert (cancelled.state, cancelled.skip_reason) == (S.SKIPPED, SkipReason.CANCELLED)


async def test_silence_stops_all_bulk_to_a_number_and_nothing_else(ledger: Ledger) -> None:
    first, second = await promise(ledger.database, ledger.now, ALICE, ALICE)
    (answer,) = await promise(ledger.database, ledger.now, ALICE, lane=Lane.REPLY)
    (neighbour,) = await promise(ledger.database, ledger.now, NEIGHBOUR)
    await ledger.change(second, state=S.HELD, hold_reason=HoldReason.PAUSED)
    left = ledger.of_state[S.ACCEPTED]
    await ledger.change(left, to_number=ALICE)
    async with ledger.database.write() as session:
        # Those two, that of the other broadcast, and of this one the message to her in `held`.
        stopped = await mailings.silence(session, ALICE, ledger.now)
    silent = [await delivery(ledger.database, one) for one in (first, second)]
    assert [(each.state, each.skip_reason) for each in silent] == [
        (S.SKIPPED, SkipReason.OPTED_OUT)
    ] * 2
    assert stopped == 4
    for other in (answer, neighbour):
        assert (await delivery(ledger.database, other)).state is S.PENDING
    assert (await delivery(ledger.database, left)).state is S.ACCEPTED


async def test_an_approval_given_again_forgets_what_was_overridden(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        await mailings.override(
            session, ledger.id, ledger.now,
            reason="Fuite", any_hour=True, beyond_daily_limit=True,
        )  # fmt: skip
        await mailings.withdraw(session, ledger.id)
    assert (await ledger.mailing()).approved_at is None
    async with ledger.database.write() as session:
        await mailings.allow(session, ledger.id, ledger.now + LATER, hours=Hours.URGENT)
    found = await ledger.mailing()
    assert (found.approved_at, found.hours) == (ledger.now + LATER, Hours.URGENT)
    assert not found.any_hour
    assert not found.beyond_daily_limit


async def test_a_configuration_error_is_told_once(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        for code in (21606, 20003):
            await mailings.pause_for_configuration(session, ledger.id, code, ledger.now)
        alerts = await open_alerts(session)
    assert [alert.subject for alert in alerts] == [f"broadcast {ledger.id}"]
    assert "21606" in alerts[0].sentence
    found = await ledger.mailing()
    assert (found.pause_reason, found.pause_code) == (PauseReason.CONFIGURATION, 21606)


async def test_the_paused_ones_among_several(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        await mailings.pause(session, ledger.other, PauseReason.STAFF, ledger.now)
        found = await mailings.paused_among(session, [ledger.id, ledger.other])
        assert found == {ledger.other}
        assert await mailings.paused_among(session, []) == set()


async def test_a_broadcast_that_never_was_approved_allows_nothing(ledger: Ledger) -> None:
    async with ledger.database.write() as session:
        await session.delete(await session.get_one(Mailing, ledger.id))
        await session.flush()
        assert await mailings.mailing_of(session, ledger.id) is None
        claims = await claim_due(session, Lane.BULK, SENDER, 10, ledger.now, Rules())
        mine = set(await session.scalars(select(Delivery.id).where(
            Delivery.broadcast_id == ledger.id)))  # fmt: skip
    assert not mine & {claim.delivery_id for claim in claims.taken}
    held = await delivery(ledger.database, ledger.of_state[S.PENDING])
    assert held.hold_reason is HoldReason.APPROVAL
