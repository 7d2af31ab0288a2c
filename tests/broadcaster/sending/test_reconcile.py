"""The reconciler: what is unclear is found out, never sent twice."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.sending import ledger
from broadcaster.sending.engines.local import LocalEngine
from broadcaster.sending.gateways.gateway import Found, OutcomeUnknownError
from broadcaster.sending.gateways.http_client import Limits, SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.models import DeliveryState, Lane, SkipReason
from broadcaster.sending.reconcile import (
    CALLBACK_GRACE,
    LISTING_GRACE,
    MOST_ATTEMPTS,
    Reconciler,
)
from tests.broadcaster.sending.fakes import (
    ALICE,
    SENDER,
    FakeGateway,
    broadcast,
    delivery,
    promise,
)
from tests.support.clock import MovableClock
from tests.support.twilio import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    PHONE,
    Running,
    running_stand_in,
    running_twilio,
)

BODY = "Bonjour"


class Office:
    """A ledger with an unclear delivery in it, and what one does with it."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.gateway = FakeGateway()
        self.engine = LocalEngine(database, self.gateway, clock)
        self.reconciler = Reconciler(database, self.gateway, clock)

    async def unclear(self, broadcast_id: int | None = None) -> str:
        """A delivery whose call had no clear outcome."""
        (delivery_id,) = await promise(
            self.database, self.clock(), ALICE, broadcast_id=broadcast_id
        )
        self.gateway.errors.append(OutcomeUnknownError("disconnect"))
        await self.engine.send_due(Lane.BULK)
        return delivery_id

    def lists(self, sid: str = "SM1", *, body: str = BODY, minutes: int = 0) -> None:
        """The provider lists a message for Alice."""
        made = self.clock() + timedelta(minutes=minutes)
        self.gateway.listed.append((ALICE, Found(sid, "sent", SENDER, body, None, made)))

    async def look_after(self, wait: timedelta) -> int:
        self.clock.advance(wait)
        return await self.reconciler.look()

    async def state(self, delivery_id: str) -> DeliveryState:
        return (await delivery(self.database, delivery_id)).state


@pytest.fixture
def office(database: Database, clock: MovableClock) -> Office:
    return Office(database, clock)


async def test_what_the_provider_lists_was_accepted(office: Office) -> None:
    delivery_id = await office.unclear()
    office.lists()
    assert await office.look_after(CALLBACK_GRACE) == 1
    found = await delivery(office.database, delivery_id)
    assert (found.state, found.sid) == (DeliveryState.SENT, "SM1")
    assert office.gateway.sent == []


async def test_a_callback_gets_its_time_first(office: Office) -> None:
    await office.unclear()
    office.lists()
    assert await office.look_after(CALLBACK_GRACE / 2) == 0


@pytest.mark.parametrize(
    ("body", "minutes"),
    [pytest.param("Autre texte", 0, id="another text"), pytest.param(BODY, -60, id="from before")],
)
async def test_another_message_is_not_taken_for_it(office: Office, body: str, minutes: int) -> None:
    delivery_id = await office.unclear()
    office.lists(body=body, minutes=minutes)
    await office.look_after(CALLBACK_GRACE)
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN


async def test_a_message_that_is_another_delivery_is_not_taken_for_it(office: Office) -> None:
    (other,) = await promise(office.database, office.clock(), ALICE)
    await office.engine.send_due(Lane.BULK)
    delivery_id = await office.unclear()
    office.lists(sid=(await delivery(office.database, other)).sid or "")
    await office.look_after(CALLBACK_GRACE)
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN


async def test_only_what_is_provably_not_there_is_sent_again(office: Office) -> None:
    delivery_id = await office.unclear()
    assert await office.look_after(LISTING_GRACE / 2) == 0
    assert await office.look_after(LISTING_GRACE) == 1
    assert await office.engine.send_due(Lane.BULK) == 1
    assert await office.state(delivery_id) is DeliveryState.ACCEPTED
    assert len(office.gateway.sent) == 1


async def test_without_a_list_nothing_is_sent_again(office: Office) -> None:
    delivery_id = await office.unclear()
    office.gateway.listing_fails = True
    assert await office.look_after(LISTING_GRACE * 3) == 0
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN


async def test_it_is_left_to_staff_after_a_few_calls(office: Office) -> None:
    delivery_id = await office.unclear()
    for _time in range(MOST_ATTEMPTS + 2):
        office.gateway.errors.append(OutcomeUnknownError("disconnect"))
        await office.look_after(LISTING_GRACE)
        await office.engine.send_due(Lane.BULK)
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN
    assert len(office.gateway.errors) == 3  # two of the five calls ready were made


async def test_what_was_cancelled_meanwhile_is_not_sent_again(
    office: Office, now: datetime
) -> None:
    broadcast_id = await broadcast(office.database, now)
    delivery_id = await office.unclear(broadcast_id)
    async with office.database.write() as session:
        await ledger.cancel_pending(session, broadcast_id, now)
    await office.look_after(LISTING_GRACE)
    found = await delivery(office.database, delivery_id)
    assert (found.state, found.skip_reason) == (DeliveryState.SKIPPED, SkipReason.CANCELLED)


@pytest.fixture
async def twilio() -> AsyncIterator[tuple[Running, TwilioGateway]]:
    """A local Twilio, and the real client that speaks to it."""
    async with (
        running_stand_in() as stand_in,
        running_twilio(stand_in.base) as running,
        SharedHttpClient(Limits(total_seconds=5)) as http,
    ):
        # Callbacks go nowhere: only the list can tell.
        nowhere = "http://127.0.0.1:1"
        yield running, TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, nowhere, http, running.url)


@pytest.mark.parametrize("fault", ["error_after_accept", "disconnect_after_accept"])
async def test_an_answer_lost_on_the_way_costs_no_second_message(
    database: Database, twilio: tuple[Running, TwilioGateway], fault: str
) -> None:
    running, gateway = twilio
    clock = MovableClock(utc_now())
    (delivery_id,) = await promise(database, clock(), PHONE)
    await running.set_faults(**{fault: 1})
    engine = LocalEngine(database, gateway, clock)
    await engine.send_due(Lane.BULK)
    assert (await delivery(database, delivery_id)).state is DeliveryState.UNKNOWN
    await running.desk.carrier.settled()
    clock.advance(CALLBACK_GRACE)
    assert await Reconciler(database, gateway, clock).look() == 1
    assert (await delivery(database, delivery_id)).state is DeliveryState.DELIVERED
    assert len(await running.texts(PHONE)) == 1
