"""Callbacks as they come: early, twice, out of order, never, of anything at all.

Through the real webhook, over HTTP, signed by a local Twilio that misbehaves.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from typing import Final

import pytest
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from broadcaster.database import Database
from broadcaster.sending.engines.courier import Courier
from broadcaster.sending.gateways.gateway import Accepted, SmsRequest
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from broadcaster.sending.ledger.steps import NEWS_WITHIN
from broadcaster.sending.models import Attempt, AttemptOutcome, DeliveryState, Lane, ProviderEvent
from broadcaster.sending.reconcile import Reconciler
from broadcaster.sending.webhook import SIGNATURE_HEADER
from tests.broadcaster.sending.fakes import ALICE, delivery, promise
from tests.broadcaster.sending.proofs.service import accepted, listening
from tests.support.clock import MovableClock
from tests.support.twilio import ACCOUNT_SID, AUTH_TOKEN, Running

pytestmark = pytest.mark.proof

PHONES: Final = [f"+3363998{number:04d}" for number in range(40)]
SENT: Final = {"queued", "sending", "sent", "delivered"}
"""What may be told of a message that arrives."""


@dataclass
class Office:
    """Our side, with its door open, and the provider on the other."""

    database: Database
    clock: MovableClock
    base: str
    twilio: Running
    gateway: TwilioGateway

    @property
    def courier(self) -> Courier:
        return Courier(self.database, self.gateway, self.clock)

    async def send_all(self, now: datetime) -> list[str]:
        """Send a message to each telephone, and wait until the provider told all it tells."""
        ids = await promise(self.database, now, *PHONES)
        while (await self.courier.carry(Lane.BULK)).sent:
            pass
        await self.twilio.desk.carrier.settled()
        return ids

    async def post(self, delivery_id: str, fields: Mapping[str, str]) -> int:
        """A callback with any fields, signed as Twilio signs."""
        url = f"{self.base}/twilio/status/{delivery_id}"
        signature = RequestValidator(AUTH_TOKEN).compute_signature(url, fields)
        headers = {SIGNATURE_HEADER: signature}
        async with self.twilio.http.post(url, data=fields, headers=headers) as answer:
            return answer.status

    async def tell(self, delivery_id: str, status: str, **more: str) -> int:
        fields = {"MessageSid": f"SM{delivery_id}", "MessageStatus": status, **more}
        return await self.post(delivery_id, fields)

    async def state(self, delivery_id: str) -> DeliveryState:
        return (await delivery(self.database, delivery_id)).state

    async def states(self, ids: list[str]) -> set[DeliveryState]:
        return {await self.state(one) for one in ids}

    async def events(self) -> list[ProviderEvent]:
        async with self.database.read() as session:
            return list(await session.scalars(select(ProviderEvent)))


@pytest.fixture
async def office(database: Database, clock: MovableClock) -> AsyncIterator[Office]:
    async with listening(database, clock) as (base, twilio), SharedHttpClient() as http:
        gateway = TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, base, http, twilio.url)
        yield Office(database, clock, base, twilio, gateway)


@pytest.mark.parametrize(
    "mishaps",
    [
        {},
        {"duplicate": 1.0},
        {"shuffle": True},
        {"shuffle": True, "duplicate": 0.5},
    ],
    ids=["in good health", "each one twice", "out of order", "out of order, some twice"],
)
async def test_however_they_come_the_end_is_known(
    office: Office, now: datetime, mishaps: dict[str, object]
) -> None:
    await office.twilio.set_faults(callbacks=mishaps)
    ids = await office.send_all(now)
    assert await office.states(ids) == {DeliveryState.DELIVERED}
    told = [(event.delivery_id, event.status) for event in await office.events()]
    assert len(told) == len(set(told)), "one event was kept twice"
    assert {status for _id, status in told} <= SENT
    assert accepted(office.twilio) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("lost", [0.4, 1.0], ids=["some", "all"])
async def test_what_lost_callbacks_would_have_told_is_asked_for(
    office: Office, now: datetime, lost: float
) -> None:
    await office.twilio.set_faults(callbacks={"lose": lost, "shuffle": True})
    ids = await office.send_all(now)
    office.clock.advance(NEWS_WITHIN)
    await Reconciler(office.database, office.gateway, office.clock).look()
    assert await office.states(ids) == {DeliveryState.DELIVERED}
    assert accepted(office.twilio) == dict.fromkeys(ids, 1)


async def test_failures_are_told_in_any_order_too(office: Office, now: datetime) -> None:
    await office.twilio.set_faults(
        callbacks={"shuffle": True, "duplicate": 0.5}, fail={PHONES[0]: 30005, PHONES[1]: 30003}
    )
    gone, off, *others = await office.send_all(now)
    assert await office.states(others) == {DeliveryState.DELIVERED}
    found = [await delivery(office.database, one) for one in (gone, off)]
    assert [(each.state, each.error_code) for each in found] == [
        (DeliveryState.UNDELIVERED, 30005),
        (DeliveryState.UNDELIVERED, 30003),
    ]


class AnsweredLate:
    """Fits ``Gateway``: the provider's answer is back only after all its callbacks are."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.seen: list[DeliveryState] = []
        self.sent_to, self.fetch = office.gateway.sent_to, office.gateway.fetch

    async def send(self, request: SmsRequest) -> Accepted:
        answer = await self._office.gateway.send(request)
        await self._office.twilio.desk.carrier.settled()
        self.seen.append(await self._office.state(request.delivery_id))
        return answer


async def test_callbacks_that_overtake_the_answer_find_their_row(
    office: Office, now: datetime
) -> None:
    gateway = AnsweredLate(office)
    (delivery_id,) = await promise(office.database, now, ALICE)
    await Courier(office.database, gateway, office.clock).carry(Lane.BULK)
    assert gateway.seen == [DeliveryState.DELIVERED]  # while our call was still unanswered
    assert await office.state(delivery_id) is DeliveryState.DELIVERED
    async with office.database.read() as session:
        attempt = (await session.scalars(select(Attempt))).one()
    assert attempt.outcome is AttemptOutcome.ACCEPTED


@pytest.mark.parametrize("fault", ["error_after_accept", "disconnect_after_accept"])
async def test_a_callback_settles_what_the_answer_left_unclear(
    office: Office, now: datetime, fault: str
) -> None:
    await office.twilio.set_faults(**{fault: len(PHONES)})
    ids = await office.send_all(now)
    assert await office.states(ids) == {DeliveryState.DELIVERED}
    office.clock.advance(timedelta(days=1))
    assert await Reconciler(office.database, office.gateway, office.clock).look() == 0
    assert accepted(office.twilio) == dict.fromkeys(ids, 1)


ORDERS: Final = list(permutations(["queued", "sent", "delivered", "undelivered"]))


async def test_any_two_at_the_same_moment(office: Office, now: datetime) -> None:
    """Whichever comes first, none is lost and the highest counts."""
    ids = await promise(office.database, now, *PHONES[: len(ORDERS)])
    for delivery_id, words in zip(ids, ORDERS, strict=True):
        answers = await asyncio.gather(*(office.tell(delivery_id, word) for word in words))
        assert answers == [200] * len(words)
    assert await office.states(ids) == {DeliveryState.DELIVERED}
    assert len(await office.events()) == len(ids) * 4


async def test_the_same_one_many_times_at_once_is_one(office: Office, now: datetime) -> None:
    (delivery_id,) = await promise(office.database, now, ALICE)
    tellings = (office.tell(delivery_id, "sent") for _time in range(10))
    assert await asyncio.gather(*tellings) == [200] * 10
    assert len(await office.events()) == 1


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"MessageStatus": "sent"}, id="no message id"),
        pytest.param({"MessageSid": "SM1"}, id="no status"),
        pytest.param({"MessageSid": "SM1", "MessageStatus": "teleported"}, id="an unknown word"),
        pytest.param({"MessageSid": "S" * 500, "MessageStatus": "q" * 500}, id="long ones"),
        pytest.param({"MessageSid": "SM1", "MessageStatus": "sent\x00"}, id="a zero byte"),
        pytest.param(
            {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "9" * 30},
            id="a huge code",
        ),
        pytest.param(
            {"MessageSid": "SM1", "MessageStatus": "sent", "Naïve ✓": "é\x00\ud83d\ude00"[:2]},
            id="new fields",
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["our delivery", "unknown id"])
async def test_odd_callbacks_are_answered_200_and_kept(
    office: Office, now: datetime, fields: dict[str, str], known: bool
) -> None:
    (ours,) = await promise(office.database, now, ALICE)
    target = ours if known else "f" * 32
    assert await office.post(target, fields) == 200
    assert await office.post(target, fields) == 200
    (event,) = await office.events()
    assert event.delivery_id == (ours if known else None)
    assert await office.tell(ours, "delivered") == 200
    assert await office.state(ours) in (DeliveryState.DELIVERED, DeliveryState.SENT)
