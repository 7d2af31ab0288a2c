"""Control: a broadcast is paused, resumed, let through in spite of the hours, or stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from broadcaster.campaigns.broadcasts.control import cancel, override_hold, pause, resume
from broadcaster.campaigns.models import Broadcast, BroadcastState, Purpose
from broadcaster.campaigns.refusals import (
    CannotBePausedError,
    NoReasonError,
    NothingHeldError,
)
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.models import DeliveryState as S
from broadcaster.sending.models import HoldReason, Lane
from broadcaster.sending.pace import open_senders
from broadcaster.sending.progress import counts_of
from broadcaster.staff import audit
from tests.broadcaster.campaigns.neighbourhood import (
    Neighbourhood,
    build,
    deliveries,
    homes_with_mobiles,
    scheduled,
)
from tests.broadcaster.campaigns.release.test_releaser import RecordingEngine
from tests.broadcaster.sending.fakes import FAST, SENDER, FakeGateway
from tests.support.clock import MovableClock

HOMES = 5


class Office:
    """A broadcast under way, and what carries it."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.gateway = FakeGateway()
        self.courier = Courier(database, self.gateway, clock)
        self.releaser = Releaser(database, RecordingEngine(), clock, SENDER)

    async def open(self) -> None:
        async with self.database.write() as session:
            await open_senders(session, [SENDER], FAST)
        self.place: Neighbourhood = await build(
            self.database, self.clock(), homes_with_mobiles(HOMES)
        )
        self.broadcast_id = await scheduled(self.database, self.place, self.clock())

    async def release(self) -> None:
        await self.releaser.release_due(self.clock())

    async def send(self) -> int:
        return (await self.courier.carry(Lane.BULK)).sent

    async def counts(self) -> dict[S, int]:
        async with self.database.read() as session:
            counts = await counts_of(session, self.broadcast_id)
        return {state: count for state, count in counts.items() if count}


@pytest.fixture
async def office(database: Database, clock: MovableClock) -> Office:
    opened = Office(database, clock)
    await opened.open()
    return opened


async def test_a_pause_holds_what_has_not_left_and_a_resume_lets_it_go(office: Office) -> None:
    await office.release()
    async with office.database.write() as session:
        await pause(session, office.broadcast_id, office.place.user_id, office.clock())
    assert await office.counts() == {S.HELD: HOMES}
    assert await office.send() == 0
    async with office.database.write() as session:
        await resume(session, office.broadcast_id, office.place.user_id, office.clock())
    assert await office.send() == HOMES
    assert await office.counts() == {S.ACCEPTED: HOMES}


async def test_a_paused_broadcast_is_not_released(office: Office) -> None:
    async with office.database.write() as session:
        await pause(session, office.broadcast_id, office.place.user_id, office.clock())
    await office.release()
    assert await office.counts() == {}
    async with office.database.write() as session:
        await resume(session, office.broadcast_id, office.place.user_id, office.clock())
    await office.release()
    assert await office.counts() == {S.PENDING: HOMES}


async def test_what_is_paused_can_be_stopped_with_its_exact_count(office: Office) -> None:
    await office.release()
    now, user = office.clock(), office.place.user_id
    async with office.database.write() as session:
        await pause(session, office.broadcast_id, user, now)
        assert await cancel(session, office.broadcast_id, user, now) == HOMES
        with pytest.raises(CannotBePausedError):
            await pause(session, office.broadcast_id, user, now)
        with pytest.raises(CannotBePausedError):
            await resume(session, office.broadcast_id, user, now + timedelta(1))
    assert await office.counts() == {S.SKIPPED: HOMES}


async def test_only_what_is_paused_is_resumed(office: Office) -> None:
    async with office.database.write() as session:
        with pytest.raises(CannotBePausedError):
            await resume(session, office.broadcast_id, office.place.user_id, office.clock())


async def test_the_hours_are_broken_only_with_a_reason_that_is_kept(office: Office) -> None:
    await office.release()
    office.clock.advance(timedelta(hours=14))  # 23:00
    assert await office.send() == 0
    async with office.database.read() as session:
        (first, *_others) = await deliveries(session, office.broadcast_id)
    assert first.hold_reason is HoldReason.QUIET_HOURS
    assert first.held_until == office.clock() + timedelta(hours=9)

    user, now = office.place.user_id, office.clock()
    async with office.database.write() as session:
        with pytest.raises(NoReasonError):
            await override_hold(session, office.broadcast_id, " ", user, now, any_hour=True)
        woken = await override_hold(
            session, office.broadcast_id, "Fuite d'eau", user, now, any_hour=True
        )

    assert woken == HOMES
    assert await office.send() == HOMES
    async with office.database.read() as session:
        newest = (await audit.entries(session, before_id=None, limit=1))[0]
    assert "Fuite d'eau" in newest.sentence


@pytest.mark.parametrize("purpose", [Purpose.OFFER, Purpose.INFORMATION])
async def test_nothing_is_let_through_where_no_promise_of_ours_holds_it(
    office: Office, purpose: Purpose
) -> None:
    """The hours of an offer are the law's; a broadcast that is over has nothing to let through."""
    state = BroadcastState.SCHEDULED if purpose is Purpose.OFFER else BroadcastState.DONE
    user, now = office.place.user_id, office.clock()
    async with office.database.write() as session:
        await session.execute(update(Broadcast).values(purpose=purpose, state=state))
        before = len(await audit.entries(session, before_id=None, limit=50))
        with pytest.raises(NothingHeldError):
            await override_hold(session, office.broadcast_id, "Vite", user, now, any_hour=True)
        assert len(await audit.entries(session, before_id=None, limit=50)) == before
