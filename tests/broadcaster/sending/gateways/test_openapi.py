"""What the real ``twilio`` client asks through our gateway, against Twilio's own description."""

from collections.abc import AsyncIterator

import pytest

from broadcaster.sending.gateways.gateway import SmsRequest
from broadcaster.sending.gateways.http_client import SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from tests.support.openapi import Asked, recorder
from tests.support.twilio import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    OUR_NUMBER,
    PHONE,
    running_stand_in,
    running_twilio,
)

REQUEST = SmsRequest("d" * 32, OUR_NUMBER, PHONE, "L'eau revient à 17 h.", validity=3600)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


@pytest.fixture
def asked() -> list[Asked]:
    """The requests that came to the local Twilio."""
    return []


@pytest.fixture
async def gateway(asked: list[Asked]) -> AsyncIterator[TwilioGateway]:
    """Our gateway, before a local Twilio that writes down what it is asked."""
    async with (
        running_stand_in() as service,
        running_twilio(service.base, middlewares=[recorder(asked)]) as twilio,
        SharedHttpClient() as http,
    ):
        yield TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, service.base, http, twilio.url)


def only(asked: list[Asked]) -> Asked:
    """The one request that was made; fails on what Twilio would not understand in it."""
    [request] = asked
    assert request.complaints() == []
    return request


async def test_a_message_is_created_as_described(
    gateway: TwilioGateway, asked: list[Asked]
) -> None:
    await gateway.send(REQUEST)

    request = only(asked)
    assert (request.method, request.path, request.query) == ("POST", MESSAGES, [])
    form = dict(request.form)
    assert form.pop("StatusCallback").endswith(f"/twilio/status/{REQUEST.delivery_id}")
    assert form == {
        "To": PHONE,
        "From": OUR_NUMBER,
        "Body": REQUEST.body,
        "ValidityPeriod": "3600",
    }


async def test_the_list_is_asked_for_as_described(
    gateway: TwilioGateway, asked: list[Asked]
) -> None:
    await gateway.sent_to(PHONE)

    request = only(asked)
    assert (request.method, request.path) == ("GET", MESSAGES)
    assert dict(request.query)["To"] == PHONE


async def test_one_message_is_fetched_as_described(
    gateway: TwilioGateway, asked: list[Asked]
) -> None:
    accepted = await gateway.send(REQUEST)
    asked.clear()
    found = await gateway.fetch(accepted.sid)

    request = only(asked)
    assert request.path == MESSAGES.replace(".json", f"/{accepted.sid}.json")
    assert found is not None
    assert (found.sid, found.body) == (accepted.sid, REQUEST.body)


@pytest.mark.parametrize(
    ("request_made", "complaint"),
    [
        pytest.param(Asked("POST", "/2010-04-01/Sms.json", [], []), "not described", id="path"),
        pytest.param(Asked("PUT", MESSAGES, [], []), "not described", id="method"),
        pytest.param(
            Asked("POST", MESSAGES, [], [("Validity", "60")]), "Validity is not", id="name"
        ),
        pytest.param(
            Asked("POST", MESSAGES, [], [("ValidityPeriod", "1h")]), "ValidityPeriod", id="type"
        ),
        pytest.param(Asked("GET", MESSAGES, [("PageSize", "0")], []), "minimum", id="range"),
        pytest.param(
            Asked("GET", MESSAGES.replace(ACCOUNT_SID, "AC1"), [], []), "does not match", id="sid"
        ),
    ],
)
def test_a_request_that_is_not_as_described_would_be_found(
    request_made: Asked, complaint: str
) -> None:
    assert any(complaint in each for each in request_made.complaints())
