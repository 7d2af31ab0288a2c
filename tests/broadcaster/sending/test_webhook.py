"""The door for status callbacks: signed or refused, kept whatever they say."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from twilio.request_validator import RequestValidator

from broadcaster.database import Database
from broadcaster.sending.models import DeliveryState
from broadcaster.sending.webhook import SIGNATURE_HEADER, SignatureCheck, StatusWebhook
from tests.broadcaster.sending.fakes import ALICE, delivery, promise
from tests.support.clock import MovableClock

TOKEN = "an auth token"
PUBLIC = "https://palier.example"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(database: Database, clock: MovableClock) -> AsyncIterator[Client]:
    app = web.Application()
    door = StatusWebhook(database, SignatureCheck(TOKEN, PUBLIC), clock)
    app.router.add_post("/twilio/status/{delivery_id}", door.handle)
    async with TestClient(TestServer(app)) as opened:
        yield opened


async def call(client: Client, delivery_id: str, status: str, signed_for: str) -> int:
    fields = {"MessageSid": "SM1", "MessageStatus": status, "Surprise": "new field"}
    signature = RequestValidator(TOKEN).compute_signature(
        f"{PUBLIC}/twilio/status/{signed_for}", fields
    )
    response = await client.post(
        f"/twilio/status/{delivery_id}", data=fields, headers={SIGNATURE_HEADER: signature}
    )
    return response.status


async def test_a_callback_that_overtakes_our_own_answer_finds_its_row(
    client: Client, database: Database, now: datetime
) -> None:
    (delivery_id,) = await promise(database, now, ALICE)
    assert await call(client, delivery_id, "delivered", signed_for=delivery_id) == 200
    found = await delivery(database, delivery_id)
    assert (found.state, found.sid) == (DeliveryState.DELIVERED, "SM1")


async def test_a_signature_for_another_delivery_is_refused(
    client: Client, database: Database, now: datetime
) -> None:
    alice, other = await promise(database, now, ALICE, ALICE)
    assert await call(client, alice, "delivered", signed_for=other) == 403
    assert (await delivery(database, alice)).state is DeliveryState.PENDING


@pytest.mark.parametrize(
    ("delivery_id", "status"),
    [("f" * 32, "sent"), ("short", "sent"), ("f" * 900, "sent"), ("f" * 32, "")],
    ids=["unknown", "short", "long", "no status"],
)
async def test_what_we_do_not_know_is_answered_200(
    client: Client, delivery_id: str, status: str
) -> None:
    assert await call(client, delivery_id, status, signed_for=delivery_id) == 200
