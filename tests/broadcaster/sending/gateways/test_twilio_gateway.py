"""The gateway, with the real ``twilio`` client, against the local Twilio over HTTP."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from broadcaster.sending.gateways.gateway import (
    OutcomeUnknownError,
    RefusedError,
    SmsRequest,
    ThrottledError,
    UnreachableError,
)
from broadcaster.sending.gateways.http_client import Limits, SharedHttpClient
from broadcaster.sending.gateways.twilio_gateway import TwilioGateway
from tests.support.twilio import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    NEIGHBOUR,
    OUR_NUMBER,
    PHONE,
    Running,
    StandIn,
    running_stand_in,
    running_twilio,
)

REQUEST = SmsRequest("d" * 32, OUR_NUMBER, PHONE, "Coupure d'eau : mardi 12 mai, de 9 h à 12 h.")


@pytest.fixture
async def service() -> AsyncIterator[StandIn]:
    """Our service, as Twilio meets it."""
    async with running_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
async def twilio(service: StandIn) -> AsyncIterator[Running]:
    """The local Twilio."""
    async with running_twilio(service.base) as running:
        yield running


Connect = Callable[[str], TwilioGateway]


@pytest.fixture
async def connect(service: StandIn) -> AsyncIterator[Connect]:
    """Makes a gateway to an address."""
    async with SharedHttpClient(Limits(total_seconds=0.5)) as http:
        yield lambda url: TwilioGateway(ACCOUNT_SID, AUTH_TOKEN, service.base, http, url)


async def test_a_message_is_accepted_and_its_callbacks_carry_our_delivery_id(
    twilio: Running, service: StandIn, connect: Connect
) -> None:
    accepted = await connect(twilio.url).send(REQUEST)

    assert accepted.sid.startswith("SM")
    assert accepted.status == "queued"
    [text] = await twilio.texts()
    assert (text["from"], text["body"]) == (OUR_NUMBER, REQUEST.body)
    assert {path for path, _ in service.calls} == {f"/twilio/status/{REQUEST.delivery_id}"}
    assert service.statuses[-1] == "delivered"


async def test_too_fast_is_throttled_and_nothing_was_processed(
    twilio: Running, connect: Connect
) -> None:
    await twilio.set_faults(throttle=1)
    with pytest.raises(ThrottledError):
        await connect(twilio.url).send(REQUEST)
    assert await twilio.texts() == []


@pytest.mark.parametrize(
    ("faults", "code"),
    [({"opted_out": [PHONE]}, 21610), ({"landlines": [PHONE]}, 21614)],
    ids=["opted out", "landline"],
)
async def test_a_refusal_tells_twilios_code(
    twilio: Running, connect: Connect, faults: dict[str, object], code: int
) -> None:
    await twilio.set_faults(**faults)
    with pytest.raises(RefusedError) as refused:
        await connect(twilio.url).send(REQUEST)
    assert (refused.value.code, refused.value.http_status) == (code, 400)


@pytest.mark.parametrize(
    "faults",
    [{"error_after_accept": 1}, {"disconnect_after_accept": 1}, {"slow_ms": 900}],
    ids=["500 after accept", "disconnect after accept", "timeout after accept"],
)
async def test_an_unclear_end_is_unknown_and_the_message_went_out_once(
    twilio: Running, connect: Connect, faults: dict[str, object]
) -> None:
    await twilio.set_faults(**faults)
    with pytest.raises(OutcomeUnknownError):
        await connect(twilio.url).send(REQUEST)
    assert [text["body"] for text in await twilio.texts()] == [REQUEST.body]


async def test_wrong_credentials_are_a_refusal(twilio: Running) -> None:
    async with SharedHttpClient() as http:
        gateway = TwilioGateway(ACCOUNT_SID, "wrong", "http://127.0.0.1", http, twilio.url)
        with pytest.raises(RefusedError) as refused:
            await gateway.send(REQUEST)
    assert (refused.value.code, refused.value.http_status) == (20003, 401)


async def test_nobody_listening_is_certain_not_sent(connect: Connect) -> None:
    with pytest.raises(UnreachableError):
        await connect(f"http://127.0.0.1:{unused_port()}").send(REQUEST)


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (201, "<html>", OutcomeUnknownError),
        (201, "{}", OutcomeUnknownError),
        (201, "[]", OutcomeUnknownError),
        (200, "null", OutcomeUnknownError),
        (502, "<html>", OutcomeUnknownError),
        (302, "", OutcomeUnknownError),
        (408, "", OutcomeUnknownError),
        (404, "<html>", RefusedError),
        (429, "<html>", ThrottledError),
    ],
    ids=str,
)
async def test_a_proxys_answer_in_between_is_taken_for_what_it_proves(
    connect: Connect, status: int, text: str, expected: type[Exception]
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        with pytest.raises(expected):
            await connect(f"http://127.0.0.1:{server.port}").send(REQUEST)


async def test_the_real_client_can_list_what_was_sent(twilio: Running, connect: Connect) -> None:
    """What a reconciler needs: the provider's own list, by number and date, over pages."""
    gateway = connect(twilio.url)
    for _ in range(3):
        await gateway.send(REQUEST)
    await gateway.send(SmsRequest("e" * 32, OUR_NUMBER, NEIGHBOUR, "Autre"))
    await twilio.texts()

    found = await gateway.client.messages.list_async(to=PHONE, page_size=2)
    assert [message.body for message in found] == [REQUEST.body] * 3
    assert {str(message.status) for message in found} == {"delivered"}
