"""Calls to a landlord's system: signed, repeated for a day, never twice under two ids."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

import pytest

from broadcaster.database import Database
from broadcaster.webhooks.addresses import AddressRules
from broadcaster.webhooks.courier import WAITS, Courier
from broadcaster.webhooks.endpoints import (
    By,
    NewEndpoint,
    add_endpoint,
    last_messages,
    list_endpoints,
    send_test,
)
from broadcaster.webhooks.models import Endpoint, Event, MessageState, WebhookMessage
from broadcaster.webhooks.signing import signature
from tests.broadcaster.webhooks.conftest import Listener
from tests.support.clock import MovableClock


async def _waiting(database: Database, url: str, now: datetime) -> Endpoint:
    """An endpoint for which a test waits."""
    async with database.write() as session:
        new = NewEndpoint(url, [Event.THREAD_OPENED], None)
        row = await add_endpoint(session, new, By(), now)
        await send_test(session, row, By(), now)
        return row


async def _message(database: Database, endpoint: Endpoint) -> WebhookMessage:
    async with database.read() as session:
        return (await last_messages(session, endpoint.id, 10))[0]


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of the Standard Webhooks specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body)
    assert made == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


async def test_a_call_is_signed_so_that_the_receiver_can_check_it(
    database: Database, courier: Courier, listener: Listener, now: datetime
) -> None:
    endpoint = await _waiting(database, listener.url, now)
    assert await courier.look() == 1
    [(headers, body)] = listener.calls
    key = base64.b64decode(endpoint.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    made = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{made}"
    assert int(headers["webhook-timestamp"]) == int(now.timestamp())
    assert json.loads(body)["type"] == "webhook.test"
    assert (await _message(database, endpoint)).state is MessageState.DONE
    assert await courier.look() == 0


async def test_what_fails_is_tried_for_a_day_under_the_same_id_then_given_up(
    database: Database, courier: Courier, listener: Listener, clock: MovableClock, now: datetime
) -> None:
    listener.status = 500
    endpoint = await _waiting(database, listener.url, now)
    for wait in WAITS:
        assert await courier.look() == 1
        assert await courier.look() == 0
        assert (await _message(database, endpoint)).state is MessageState.WAITING
        clock.advance(wait)
    assert await courier.look() == 1
    message = await _message(database, endpoint)
    assert (message.state, message.status) == (MessageState.GIVEN_UP, 500)
    assert timedelta(hours=23) < clock() - now < timedelta(days=1)
    clock.advance(timedelta(days=2))
    assert await courier.look() == 0
    assert {headers["webhook-id"] for headers, _ in listener.calls} == {message.id}


async def test_what_comes_back_to_life_gets_what_waited(
    database: Database, courier: Courier, listener: Listener, clock: MovableClock, now: datetime
) -> None:
    listener.status = 503
    endpoint = await _waiting(database, listener.url, now)
    await courier.look()
    listener.status = 200
    clock.advance(WAITS[0])
    await courier.look()
    assert (await _message(database, endpoint)).state is MessageState.DONE


async def test_gone_means_that_nothing_more_is_told(
    database: Database, courier: Courier, listener: Listener, now: datetime
) -> None:
    listener.status = 410
    endpoint = await _waiting(database, listener.url, now)
    await courier.look()
    assert (await _message(database, endpoint)).state is MessageState.GIVEN_UP
    async with database.read() as session:
        [known] = await list_endpoints(session)
    assert known.stopped_at == now


@pytest.mark.parametrize("status", [301, 307])
async def test_no_redirection_is_followed(
    database: Database, courier: Courier, listener: Listener, now: datetime, status: int
) -> None:
    listener.status = status
    await _waiting(database, listener.url, now)
    await courier.look()
    assert len(listener.calls) == 1


async def test_nobody_there_is_said(database: Database, courier: Courier, now: datetime) -> None:
    endpoint = await _waiting(database, "http://127.0.0.1:1/", now)
    await courier.look()
    message = await _message(database, endpoint)
    assert (message.status, message.trouble) == (None, "unreachable")


async def test_an_address_that_has_become_private_is_not_called(
    database: Database, clock: MovableClock, listener: Listener, now: datetime
) -> None:
    strict = Courier(database, clock, AddressRules())
    endpoint = await _waiting(database, listener.url.replace("http", "https"), now)
    named = await _waiting(database, "https://localhost.localdomain:1/", now)
    await strict.look()
    await strict.close()
    assert (await _message(database, endpoint)).trouble == "forbidden"
    assert (await _message(database, named)).trouble in ("forbidden", "unreachable")
    assert listener.calls == []
