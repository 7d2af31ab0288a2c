"""The API read back: one message, lists and their pages, refusals."""

import re
from typing import Any

import pytest

from tests.support.clock import MovableClock
from tests.support.twilio import (
    AUTHORISED,
    NEIGHBOUR,
    PHONE,
    Running,
    StandIn,
    running_twilio,
)


async def get(twilio: Running, path: str) -> tuple[int, dict[str, Any]]:
    """What the API answers to the account."""
    async with twilio.http.get(twilio.url + path, headers=AUTHORISED) as answer:
        return answer.status, await answer.json()


async def messages(twilio: Running, **query: str) -> dict[str, Any]:
    """A page of the list of messages."""
    async with twilio.http.get(twilio.messages_url, params=query, headers=AUTHORISED) as answer:
        assert answer.status == 200
        page: dict[str, Any] = await answer.json()
        return page


async def test_a_message_can_be_fetched(twilio: Running) -> None:
    _, created = await twilio.create()
    await twilio.texts()
    status, fetched = await get(twilio, created["uri"])
    assert (status, fetched["status"]) == (200, "delivered")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/2010-04-01/Accounts/{account}/Messages/SM0.json", 404, 20404),
        ("/2010-04-01/Accounts/{account}/Calls.json", 404, 20404),
        ("/2010-04-01/Accounts/AC00/Messages.json", 401, 20003),
    ],
    ids=["no such message", "no such resource", "another account"],
)
async def test_what_is_not_there_is_told_in_twilios_shape(
    twilio: Running, path: str, status: int, code: int
) -> None:
    account = twilio.desk.config.account_sid
    got, refusal = await get(twilio, path.format(account=account))
    assert (got, refusal["code"], refusal["status"]) == (status, code, status)


async def test_a_body_that_is_no_form_is_told_in_twilios_shape(twilio: Running) -> None:
    headers = {**AUTHORISED, "Content-Type": "application/x-www-form-urlencoded"}
    async with twilio.http.post(twilio.messages_url, data=b"To=\xff", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 20001)


async def test_a_method_twilio_lacks_is_told_in_its_shape(twilio: Running) -> None:
    async with twilio.http.delete(twilio.messages_url, headers=AUTHORISED) as answer:
        assert (answer.status, (await answer.json())["code"]) == (405, 20004)


async def test_the_list_is_narrowed_by_either_number(twilio: Running) -> None:
    await twilio.create(Body="un")
    await twilio.create(Body="deux", To=NEIGHBOUR)
    twilio.desk.text_us(PHONE, "trois")

    async def bodies(**query: str) -> list[str]:
        return [message["body"] for message in (await messages(twilio, **query))["messages"]]

    assert await bodies(To=NEIGHBOUR) == ["deux"]
    assert await bodies(From=PHONE) == ["trois"]
    assert await bodies(To="+33639989999") == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"DateSent": "2026-05-04"}, 1),
        ({"DateSent": "2026-05-05"}, 0),
        ({"DateSent>": "2026-05-04T07:00:00Z"}, 1),
        ({"DateSent>": "2026-05-04T07:00:01Z"}, 0),
        ({"DateSent<": "2026-05-04T06:59:59Z"}, 0),
        ({"DateSent<": "2026-05-04"}, 1),
        ({"DateSent>": "2026-05-04T08:00:00"}, 0),
    ],
    ids=["day", "next day", "from", "after", "before", "up to the day", "without zone"],
)
async def test_the_list_is_narrowed_by_the_date_of_sending(
    service: StandIn, clock: MovableClock, query: dict[str, str], count: int
) -> None:
    async with running_twilio(service.base, clock=clock) as twilio:
        await twilio.create()
        assert len((await messages(twilio, **query))["messages"]) == count


@pytest.mark.parametrize(
    "query", [{"DateSent": "hier"}, {"Page": "-1"}, {"PageSize": "many"}], ids=str
)
async def test_a_list_that_cannot_be_read_is_refused(
    twilio: Running, query: dict[str, str]
) -> None:
    async with twilio.http.get(twilio.messages_url, params=query, headers=AUTHORISED) as answer:
        assert answer.status == 400


async def test_pages_lead_through_the_whole_list_once(twilio: Running) -> None:
    for n in range(5):
        await twilio.create(Body=str(n))

    seen: list[str] = []
    page = await messages(twilio, PageSize="2", To=PHONE)
    seen += [message["body"] for message in page["messages"]]
    while page["next_page_uri"]:
        _, page = await get(twilio, page["next_page_uri"])
        seen += [message["body"] for message in page["messages"]]
    assert sorted(seen) == ["0", "1", "2", "3", "4"]
    assert re.search(r"Page=1\b", page["previous_page_uri"])
