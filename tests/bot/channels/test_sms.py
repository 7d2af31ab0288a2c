"""The door for SMS: signed or refused, stored once, answered at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from twilio.request_validator import RequestValidator

from bot.channels.sms import EMPTY_TWIML, SmsWebhook
from bot.inbox.incoming import Incoming, Received
from broadcaster.sending.webhook import SIGNATURE_HEADER, SignatureCheck
from tests.support.clock import MovableClock

TOKEN = "an auth token"
PUBLIC = "https://palier.example"
PATH = "/twilio/inbound"
FIELDS = {"MessageSid": "SM1", "From": "+33639980001", "To": "+33199000100", "Body": "bonjour"}

Client = TestClient[web.Request, web.Application]


class FakeInbox:
    """Remembers what came in."""

    def __init__(self) -> None:
        self.stored: dict[str, Incoming] = {}
        self.answered: list[int] = []

    async def receive(self, incoming: Incoming) -> Received:
        is_new = incoming.sid not in self.stored
        self.stored.setdefault(incoming.sid, incoming)
        return Received(list(self.stored).index(incoming.sid), is_new)

    def answer_soon(self, inbound_id: int) -> "asyncio.Task[None]":
        self.answered.append(inbound_id)
        return asyncio.create_task(asyncio.sleep(0))


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
async def client(inbox: FakeInbox, clock: MovableClock) -> AsyncIterator[Client]:
    app = web.Application()
    app.router.add_post(
        PATH, SmsWebhook(inbox, SignatureCheck(TOKEN, PUBLIC), clock, {FIELDS["To"]}).handle
    )
    async with TestClient(TestServer(app)) as opened:
        yield opened


def signature(fields: dict[str, str], token: str = TOKEN, url: str = PUBLIC + PATH) -> str:
    return str(RequestValidator(token).compute_signature(url, fields))


async def test_a_signed_message_is_stored_and_answered_with_empty_twiml(
    client: Client, inbox: FakeInbox
) -> None:
    response = await client.post(PATH, data=FIELDS, headers={SIGNATURE_HEADER: signature(FIELDS)})
    assert (response.status, await response.text()) == (200, EMPTY_TWIML)
    assert inbox.stored["SM1"].body == "bonjour"
    assert inbox.answered == [0]


async def test_the_same_message_twice_is_answered_once(client: Client, inbox: FakeInbox) -> None:
    for _time in range(2):
        response = await client.post(
            PATH, data=FIELDS, headers={SIGNATURE_HEADER: signature(FIELDS)}
        )
        assert response.status == 200
    assert inbox.answered == [0]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="unsigned"),
        pytest.param({SIGNATURE_HEADER: ""}, id="empty"),
        pytest.param({SIGNATURE_HEADER: signature(FIELDS, token="other")}, id="other token"),
        pytest.param({SIGNATURE_HEADER: signature({**FIELDS, "Body": "autre"})}, id="altered body"),
        pytest.param(
            {
                SIGNATURE_HEADER: signature(FIELDS, url="https://evil.example" + PATH),
                "X-Forwarded-Host": "evil.example",
            },
            id="another host",
        ),
    ],
)
async def test_what_is_not_signed_is_refused_and_not_stored(
    client: Client, inbox: FakeInbox, headers: dict[str, str]
) -> None:
    response = await client.post(PATH, data=FIELDS, headers=headers)
    assert response.status == 403
    assert inbox.stored == {}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"\xff\xfe\x00", "application/x-www-form-urlencoded", id="bytes"),
        pytest.param(b"{}", "application/json", id="json"),
        pytest.param(b"--x\r\n", "multipart/form-data; boundary=x", id="broken multipart"),
        pytest.param(b"a=1", "application/x-www-form-urlencoded; charset=nope", id="charset"),
        pytest.param(b"", "application/x-www-form-urlencoded", id="nothing"),
    ],
)
async def test_an_odd_body_is_refused(client: Client, body: bytes, kind: str) -> None:
    response = await client.post(
        PATH, data=body, headers={SIGNATURE_HEADER: "x", "Content-Type": kind}
    )
    assert response.status == 403


@pytest.mark.parametrize(
    "sender", ["whatsapp:+33639980001", "LaPoste", "38600", "anonymous", "+33199000100", "\x00"]
)
async def test_a_sender_that_cannot_be_answered_is_left_aside(
    client: Client, inbox: FakeInbox, sender: str
) -> None:
    fields = FIELDS | {"From": sender}
    response = await client.post(PATH, data=fields, headers={SIGNATURE_HEADER: signature(fields)})
    assert (response.status, await response.text()) == (200, EMPTY_TWIML)
    assert inbox.stored == {}


async def test_a_signed_message_without_sender_is_refused(client: Client, inbox: FakeInbox) -> None:
    fields = {"MessageSid": "SM1"}
    response = await client.post(PATH, data=fields, headers={SIGNATURE_HEADER: signature(fields)})
    assert response.status == 400
    assert inbox.stored == {}
