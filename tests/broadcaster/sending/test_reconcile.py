"""The reconciler: what is unclear is found out, never sent twice."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from broadcaster.clock import utc_now
from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.gateways.gateway import Found, OutcomeUnknownError, ThrottledError
from broadcaster.sending.gateways.http_client import Limits, SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.ledger.steps import CALLBACK_GRACE, NEWS_WITHIN
from broadcaster.sending.mailings import cancel
from broadcaster.sending.models import DeliveryState, Lane, SkipReason
from broadcaster.sending.reconcile import (
    LATEST_LOOK,
    LISTING_GRACE,
    MOST_ATTEMPTS,
    NO_LOOK_AFTER,
    Reconciler,
)
from broadcaster.staff.alerts import open_alerts
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
        self.courier = Courier(database, self.gateway, clock)
        self.reconciler = Reconciler(database, self.gateway, clock)

    async def unclear(self, broadcast_id: int | None = None) -> str:
        """A delivery whose call had no clear outcome."""
        (delivery_id,) = await promise(
            self.database, self.clock(), ALICE, broadcast_id=broadcast_id
        )
        self.gateway.errors.append(OutcomeUnknownError("disconnect"))
        await self.courier.carry(Lane.BULK)
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
    await office.courier.carry(Lane.BULK)
    delivery_id = await office.unclear()
    office.lists(sid=(await delivery(office.database, other)).sid or "")
    await office.look_after(CALLBACK_GRACE)
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN


async def test_only_what_is_provably_not_there_is_sent_again(office: Office) -> None:
    delivery_id = await office.unclear()
    assert await office.look_after(LISTING_GRACE / 2) == 0
    assert await office.look_after(LISTING_GRACE) == 1
    assert (await office.courier.carry(Lane.BULK)).sent == 1
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
        await office.courier.carry(Lane.BULK)
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN
    assert len(office.gateway.errors) == 3  # two of the five calls ready were made


async def test_what_was_cancelled_meanwhile_is_not_sent_again(
    office: Office, now: datetime
) -> None:
    broadcast_id = await broadcast(office.database, now)
    delivery_id = await office.unclear(broadcast_id)
    async with office.database.write() as session:
        await cancel(session, broadcast_id, now)
    await office.look_after(LISTING_GRACE)
    assert (await office.courier.carry(Lane.BULK)).sent == 0
    found = await delivery(office.database, delivery_id)
    assert (found.state, found.skip_reason) == (DeliveryState.SKIPPED, SkipReason.CANCELLED)


async def test_answers_429_cost_no_call(office: Office) -> None:
    """They were certainly not processed: only unclear calls count against the few."""
    (delivery_id,) = await promise(office.database, office.clock(), ALICE)
    for error in (*[ThrottledError()] * MOST_ATTEMPTS, OutcomeUnknownError("disconnect")):
        office.gateway.errors.append(error)
        await office.courier.carry(Lane.BULK)
        office.clock.advance(timedelta(minutes=1))
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN
    assert await office.look_after(LISTING_GRACE) == 1
    assert await office.state(delivery_id) is DeliveryState.PENDING


async def test_what_stays_unclear_is_told_to_staff_once(office: Office) -> None:
    delivery_id = await office.unclear()
    for _time in range(MOST_ATTEMPTS + 3):
        office.gateway.errors.append(OutcomeUnknownError("disconnect"))
        await office.look_after(LISTING_GRACE)
        await office.courier.carry(Lane.BULK)
    async with office.database.read() as session:
        alerts = await open_alerts(session)
    assert [alert.subject for alert in alerts] == [f"delivery {delivery_id}"]


async def test_an_unclear_message_is_never_left_to_itself(office: Office) -> None:
    """The provider's list cannot be read for days: staff are told, and it is looked for on."""
    delivery_id = await office.unclear()
    office.lists()
    office.gateway.listing_fails = True
    await office.look_after(NO_LOOK_AFTER + timedelta(hours=1))
    async with office.database.read() as session:
        assert [alert.subject for alert in await open_alerts(session)] == [
            f"delivery {delivery_id}"
        ]
    office.gateway.listing_fails = False
    assert await office.look_after(LATEST_LOOK) == 1
    assert await office.state(delivery_id) is DeliveryState.SENT


class SlowToList(FakeGateway):
    """Reads its list, and answers only after something else happened."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def sent_to(self, number: str) -> list[Found]:
        listed = await super().sent_to(number)
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return listed


async def test_a_list_that_was_read_too_early_proves_nothing(
    database: Database, clock: MovableClock
) -> None:
    """Another process sent it again while the list was on its way; that call was unclear too."""
    office = Office(database, clock)
    gateway = SlowToList()
    office.gateway = gateway
    office.courier = Courier(database, gateway, clock)
    office.reconciler = Reconciler(database, gateway, clock)
    delivery_id = await office.unclear()

    async def another_process() -> None:
        await Reconciler(database, gateway, clock).look()
        gateway.errors.append(OutcomeUnknownError("disconnect"))
        await office.courier.carry(Lane.BULK)
        office.lists()  # the second call was accepted all the same

    gateway.meanwhile = another_process
    await office.look_after(LISTING_GRACE)
    assert await office.state(delivery_id) is DeliveryState.UNKNOWN
    assert (await office.courier.carry(Lane.BULK)).sent == 0
    assert await office.look_after(CALLBACK_GRACE) == 1
    assert await office.state(delivery_id) is DeliveryState.SENT


async def test_two_unclear_messages_of_one_text_are_two_messages(office: Office) -> None:
    """Two answers to one number, both accepted, both unclear: each finds one of them."""
    ids = await promise(office.database, office.clock(), ALICE, ALICE, lane=Lane.REPLY)
    office.gateway.errors += [OutcomeUnknownError("disconnect")] * 2
    await office.courier.carry(Lane.REPLY)
    office.lists("SM1")
    office.lists("SM2")
    for _time in range(3):
        await office.look_after(CALLBACK_GRACE)
    found = [await delivery(office.database, one) for one in ids]
    assert {each.state for each in found} == {DeliveryState.SENT}
    assert {each.sid for each in found} == {"SM1", "SM2"}


class TestAcceptedWithoutNews:
    """Messages the provider took, whose callbacks seem lost."""

    @pytest.fixture
    async def accepted(self, office: Office) -> str:
        (delivery_id,) = await promise(office.database, office.clock(), ALICE)
        await office.courier.carry(Lane.BULK)
        return delivery_id

    def tells(self, office: Office, status: str, code: int | None = None) -> None:
        found = Found(f"SM{1:032x}", status, SENDER, BODY, code, office.clock())
        office.gateway.listed = [(ALICE, found)]

    async def test_it_is_asked_after_when_its_callbacks_had_their_time(
        self, office: Office, accepted: str
    ) -> None:
        self.tells(office, "delivered")
        assert await office.look_after(NEWS_WITHIN - timedelta(seconds=1)) == 0
        assert await office.look_after(timedelta(seconds=1)) == 1
        assert await office.state(accepted) is DeliveryState.DELIVERED

    async def test_an_error_the_provider_tells_is_kept(self, office: Office, accepted: str) -> None:
        self.tells(office, "undelivered", 30005)
        await office.look_after(NEWS_WITHIN)
        found = await delivery(office.database, accepted)
        assert (found.state, found.error_code) == (DeliveryState.UNDELIVERED, 30005)

    async def test_it_is_asked_after_again_while_there_is_no_news(
        self, office: Office, accepted: str
    ) -> None:
        self.tells(office, "queued")
        assert await office.look_after(NEWS_WITHIN) == 0
        self.tells(office, "sent")
        assert await office.look_after(LATEST_LOOK) == 1
        assert await office.state(accepted) is DeliveryState.SENT

    async def test_it_is_not_asked_after_for_ever(self, office: Office, accepted: str) -> None:
        assert await office.look_after(NO_LOOK_AFTER + timedelta(seconds=1)) == 0
        found = await delivery(office.database, accepted)
        assert (found.state, found.look_at) == (DeliveryState.ACCEPTED, None)

    async def test_a_provider_that_does_not_answer_is_asked_again(
        self, office: Office, accepted: str
    ) -> None:
        self.tells(office, "delivered")
        office.gateway.listing_fails = True
        assert await office.look_after(NEWS_WITHIN) == 0
        office.gateway.listing_fails = False
        assert await office.look_after(LATEST_LOOK) == 1
        assert await office.state(accepted) is DeliveryState.DELIVERED


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
    # An answer, not bulk: the provider keeps real time, and this test may run at night.
    (delivery_id,) = await promise(database, clock(), PHONE, lane=Lane.REPLY)
    await running.set_faults(**{fault: 1})
    await Courier(database, gateway, clock).carry(Lane.REPLY)
    assert (await delivery(database, delivery_id)).state is DeliveryState.UNKNOWN
    await running.desk.carrier.settled()
    clock.advance(CALLBACK_GRACE)
    assert await Reconciler(database, gateway, clock).look() == 1
    assert (await delivery(database, delivery_id)).state is DeliveryState.DELIVERED
    assert len(await running.texts(PHONE)) == 1
