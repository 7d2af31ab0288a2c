"""The prospecting guard: an offer to buy reaches only who asked for offers, at legal hours."""

from dataclasses import replace
from datetime import datetime

import pytest

from broadcaster.campaigns.models import Purpose
from broadcaster.campaigns.refusals import NobodyInAudienceError
from broadcaster.campaigns.release.releaser import Releaser
from broadcaster.clock import PARIS
from broadcaster.database import Database
from broadcaster.register.consents import withdraw_consent
from broadcaster.register.models import Consent
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gate.verdict import Facts, Go, Hold, Permission, Rules, verdict
from broadcaster.sending.mailings import override
from broadcaster.sending.models import DeliveryState, HoldReason, Hours, Lane, SkipReason
from broadcaster.sending.pace import open_senders
from tests.broadcaster.campaigns.neighbourhood import (
    Home,
    Neighbourhood,
    Phone,
    build,
    deliveries,
    mobile,
    scheduled,
)
from tests.broadcaster.sending.fakes import FAST, SENDER, FakeGateway
from tests.support.clock import MovableClock

HOMES = [
    Home("Amar", [Phone(mobile(1), offers=Consent.GIVEN)]),
    Home("Bacri", [Phone(mobile(2))]),
    Home("Diot", [Phone(mobile(3), consent=Consent.GIVEN, offers=Consent.REFUSED)]),
    Home("Esse", [Phone(mobile(4), offers=Consent.GIVEN)]),
]


def paris(day: str, hour: str) -> datetime:
    """A moment of 2026 on the clock of Paris."""
    return datetime.fromisoformat(f"2026-{day} {hour}").replace(tzinfo=PARIS)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def courier(database: Database, gateway: FakeGateway, clock: MovableClock) -> Courier:
    return Courier(database, gateway, clock)


@pytest.fixture
async def place(database: Database, clock: MovableClock) -> Neighbourhood:
    clock.moment = paris("05-04", "10:30")
    async with database.write() as session:
        await open_senders(session, [SENDER], FAST)
    return await build(database, clock(), HOMES)


async def released(
    database: Database, place: Neighbourhood, clock: MovableClock, courier: Courier, of: Purpose
) -> int:
    """A broadcast whose messages are ready to leave."""
    draft = replace(place.draft("Internet à 1 euro par mois."), purpose=of, milestone_id=None)
    broadcast_id = await scheduled(database, place, clock(), draft)
    await Releaser(database, LocalEngine(courier), clock, SENDER).release_due(clock())
    return broadcast_id


@pytest.mark.parametrize(
    ("purpose", "reached"),
    [
        pytest.param(Purpose.OFFER, [mobile(1), mobile(4)], id="offer"),
        pytest.param(Purpose.INFORMATION, [mobile(n) for n in (1, 2, 3, 4)], id="works notice"),
        pytest.param(Purpose.URGENT, [mobile(n) for n in (1, 2, 3, 4)], id="urgent notice"),
    ],
)
async def test_only_offers_need_consent(
    database: Database,
    place: Neighbourhood,
    clock: MovableClock,
    courier: Courier,
    gateway: FakeGateway,
    purpose: Purpose,
    reached: list[str],
) -> None:
    await released(database, place, clock, courier, purpose)
    await courier.carry(Lane.BULK)
    assert sorted(request.to_number for request in gateway.sent) == reached


async def test_a_yes_taken_back_before_the_message_leaves_counts(
    database: Database,
    place: Neighbourhood,
    clock: MovableClock,
    courier: Courier,
    gateway: FakeGateway,
) -> None:
    offer = await released(database, place, clock, courier, Purpose.OFFER)
    async with database.write() as session:
        await withdraw_consent(session, mobile(1), source="appel", user_id=None, now=clock())

    await courier.carry(Lane.BULK)

    assert [request.to_number for request in gateway.sent] == [mobile(4)]
    async with database.read() as session:
        rows = {row.to_number: row for row in await deliveries(session, offer)}
    assert rows[mobile(1)].state is DeliveryState.SKIPPED
    assert rows[mobile(1)].skip_reason is SkipReason.NO_CONSENT


async def test_a_yes_taken_back_does_not_stop_works_notices(
    database: Database,
    place: Neighbourhood,
    clock: MovableClock,
    courier: Courier,
    gateway: FakeGateway,
) -> None:
    await released(database, place, clock, courier, Purpose.INFORMATION)
    async with database.write() as session:
        await withdraw_consent(session, mobile(1), source="appel", user_id=None, now=clock())

    await courier.carry(Lane.BULK)

    assert mobile(1) in [request.to_number for request in gateway.sent]


async def test_an_offer_that_nobody_asked_for_is_refused(
    database: Database, clock: MovableClock
) -> None:
    place = await build(database, clock(), [Home("Bacri", [Phone(mobile(2))])])
    with pytest.raises(NobodyInAudienceError):
        await scheduled(database, place, clock(), replace(place.draft(), purpose=Purpose.OFFER))


@pytest.mark.parametrize(
    ("purpose", "leaves"),
    [
        pytest.param(Purpose.OFFER, False, id="offer: the law's hours"),
        pytest.param(Purpose.INFORMATION, True, id="works notice: our own promise"),
    ],
)
async def test_staff_cannot_override_the_hours_of_the_law(
    database: Database,
    place: Neighbourhood,
    clock: MovableClock,
    courier: Courier,
    gateway: FakeGateway,
    purpose: Purpose,
    leaves: bool,
) -> None:
    clock.moment = paris("05-04", "20:30")
    broadcast_id = await released(database, place, clock, courier, purpose)
    await courier.carry(Lane.BULK)
    assert gateway.sent == []

    async with database.write() as session:
        # Straight at the ledger: the console refuses it before (``broadcasts.control``).
        await override(
            session,
            broadcast_id,
            clock(),
            reason="Il faut.",
            any_hour=True,
            beyond_daily_limit=False,
        )
    await courier.carry(Lane.BULK)

    assert bool(gateway.sent) is leaves
    if not leaves:
        async with database.read() as session:
            rows = await deliveries(session, broadcast_id)
        assert {(row.hold_reason, row.held_until) for row in rows} == {
            (HoldReason.QUIET_HOURS, paris("05-05", "10:00"))
        }


@pytest.mark.parametrize(
    ("now", "department", "opens"),
    [
        pytest.param(paris("05-04", "09:59"), "", paris("05-04", "10:00"), id="too early"),
        pytest.param(paris("05-04", "10:00"), "", None, id="morning opens"),
        pytest.param(paris("05-04", "12:59"), "", None, id="morning ends"),
        pytest.param(paris("05-04", "13:00"), "", paris("05-04", "14:00"), id="lunch"),
        pytest.param(paris("05-04", "14:00"), "", None, id="afternoon opens"),
        pytest.param(paris("05-04", "19:59"), "", None, id="afternoon ends"),
        pytest.param(paris("05-04", "20:00"), "", paris("05-05", "10:00"), id="evening"),
        pytest.param(paris("05-08", "11:00"), "", paris("05-11", "10:00"), id="8 May, a Friday"),
        pytest.param(paris("05-16", "11:00"), "", paris("05-18", "10:00"), id="Saturday"),
        pytest.param(paris("05-17", "11:00"), "", paris("05-18", "10:00"), id="Sunday"),
        pytest.param(paris("04-03", "11:00"), "", None, id="Good Friday, elsewhere"),
        pytest.param(
            paris("04-03", "11:00"), "67", paris("04-07", "10:00"), id="Good Friday, Alsace"
        ),
        pytest.param(paris("05-04", "10:00"), "974", None, id="noon in Réunion"),
        pytest.param(
            paris("05-04", "11:00"), "974", paris("05-04", "12:00"), id="lunch in Réunion"
        ),
    ],
)
@pytest.mark.parametrize("any_hour", [False, True], ids=["as planned", "overridden"])
def test_offers_leave_at_the_hours_of_the_law(
    now: datetime, department: str, opens: datetime | None, any_hour: bool
) -> None:
    permission = Permission(hours=Hours.OFFER, department=department, any_hour=any_hour)
    facts = Facts(permission=permission, consents_to_offers=True)
    judged = verdict(facts, Rules(), now)
    assert judged == (Go() if opens is None else Hold(HoldReason.QUIET_HOURS, opens))
