"""What the local Twilio answers, against Twilio's own OpenAPI description."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from broadcaster.local_twilio.messages import Status
from tests.support.openapi import Operation, operation
from tests.support.twilio import ACCOUNT_SID, AUTHORISED, OUR_NUMBER, PHONE, Running

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
CREATE = ("POST", MESSAGES)
FETCH = ("GET", MESSAGES.replace(".json", f"/SM{'0' * 32}.json"))
LIST = ("GET", MESSAGES)


def described(request: tuple[str, str]) -> Operation:
    """What the description says of a request."""
    found = operation(*request)
    assert found is not None
    return found


async def get(twilio: Running, path: str) -> dict[str, Any]:
    """What the API answers to the account."""
    async with twilio.http.get(twilio.url + path, headers=AUTHORISED) as answer:
        assert answer.status == 200
        told: dict[str, Any] = await answer.json()
        return told


async def test_a_created_message(twilio: Running) -> None:
    status, created = await twilio.create(ValidityPeriod="600", StatusCallback="http://a.example")
    assert status == 201
    assert described(CREATE).complaints(created) == []


@pytest.mark.parametrize(
    ("status", "error_code"),
    [(status, 30_003 if status is Status.UNDELIVERED else None) for status in Status],
    ids=str,
)
async def test_a_message_in_every_state(
    twilio: Running, now: datetime, status: Status, error_code: int | None
) -> None:
    message = twilio.desk.accept(sender=OUR_NUMBER, to=PHONE, body="x")
    await twilio.desk.carrier.close()
    twilio.desk.store.step(message, status, now, error_code)

    fetched = await get(twilio, MESSAGES.replace(".json", f"/{message.sid}.json"))
    assert described(FETCH).complaints(fetched) == []
    assert fetched["status"] == status
    told = {None: None, 30_003: "Unreachable destination handset"}
    assert fetched["error_message"] == told[error_code]
    assert (fetched["date_sent"] is None) == (status is not Status.SENT)


async def test_a_message_from_a_phone(twilio: Running) -> None:
    received = twilio.desk.text_us(PHONE, "Bonjour")
    fetched = await get(twilio, MESSAGES.replace(".json", f"/{received.sid}.json"))
    assert described(FETCH).complaints(fetched) == []
    assert (fetched["direction"], fetched["status"]) == ("inbound", "received")


@pytest.mark.parametrize("sender", ["38600", "PALIER"], ids=["short code", "name"])
async def test_a_message_of_another_kind_of_sender(twilio: Running, sender: str) -> None:
    assert described(CREATE).complaints((await twilio.create(From=sender))[1]) == []


async def test_every_page_of_the_list(twilio: Running) -> None:
    for n in range(5):
        await twilio.create(Body=str(n))
    await twilio.texts()

    pages = [await get(twilio, f"{MESSAGES}?To=%2B33639980001&PageSize=2")]
    while pages[-1]["next_page_uri"]:
        pages.append(await get(twilio, pages[-1]["next_page_uri"]))
    assert [described(LIST).complaints(page) for page in pages] == [[], [], []]
    assert [len(page["messages"]) for page in pages] == [2, 2, 1]


async def test_an_empty_list(twilio: Running) -> None:
    assert described(LIST).complaints(await get(twilio, MESSAGES)) == []


@pytest.mark.parametrize("request_made", [CREATE, FETCH, LIST], ids=["create", "fetch", "list"])
def test_what_the_description_shows_agrees_with_it(request_made: tuple[str, str]) -> None:
    """Our reading of it, stricter than it says, refuses nothing Twilio shows itself."""
    known = described(request_made)
    assert known.examples
    assert [each for example in known.examples for each in known.complaints(example)] == []


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda message: message.update(num_segments=1), id="a number for a text"),
        pytest.param(lambda message: message.update(status="arrived"), id="unknown status"),
        pytest.param(lambda message: message.update(direction="outbound"), id="direction"),
        pytest.param(lambda message: message.update(sid="SM1"), id="short id"),
        pytest.param(lambda message: message.update(error_code="30003"), id="text for a number"),
        pytest.param(lambda message: message.update(date_sent="2026-05-04"), id="date"),
        pytest.param(
            lambda message: message.update(date_sent="Mon, 04 May 2026 09:00:00 +0200"), id="zone"
        ),
        pytest.param(lambda message: message.update(price_unit="euros"), id="currency"),
        pytest.param(lambda message: message.update(subresource_uris={"media": 1}), id="addresses"),
        pytest.param(lambda message: message.update(validity_period=60), id="invented field"),
        pytest.param(lambda message: message.pop("uri"), id="forgotten field"),
    ],
)
async def test_a_wrong_message_would_be_found(twilio: Running, spoil: Spoil) -> None:
    _, message = await twilio.create()
    spoil(message)
    assert described(CREATE).complaints(message)
