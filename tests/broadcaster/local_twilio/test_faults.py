"""Faults at the moment a message is handed over, and what was accepted all the same."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientTimeout, ServerDisconnectedError

from broadcaster.local_twilio.faults import COUNTED
from tests.support.clock import MovableClock
from tests.support.twilio import (
    AUTHORISED,
    OUR_NUMBER,
    PHONE,
    Running,
    StandIn,
    running_twilio,
)

DELIVERY = "d" * 32


async def accepted(twilio: Running) -> list[dict[str, Any]]:
    """What the test interface lists as accepted."""
    async with twilio.http.get(f"{twilio.url}/messages") as answer:
        assert answer.status == 200
        listed: list[dict[str, Any]] = await answer.json()
        return listed


async def test_every_accepted_message_is_listed_with_what_was_asked(
    twilio: Running, service: StandIn
) -> None:
    callback = f"{service.base}/twilio/status/{DELIVERY}"
    _, created = await twilio.create(Body="un", StatusCallback=callback, ValidityPeriod="600")
    await twilio.create(Body="deux")
    twilio.desk.text_us(PHONE, "trois")
    await twilio.texts()

    first, second = await accepted(twilio)
    assert first == {
        "sid": created["sid"],
        "direction": "outbound-api",
        "from": OUR_NUMBER,
        "to": PHONE,
        "body": "un",
        "status": "delivered",
        "num_segments": "1",
        "date_created": created["date_created"],
        "status_callback": callback,
        "validity_period": 600,
    }
    assert (second["body"], second["status_callback"], second["validity_period"]) == (
        "deux",
        None,
        None,
    )


async def test_an_error_before_acceptance_keeps_nothing(twilio: Running) -> None:
    await twilio.set_faults(error_before_accept=1)
    assert (await twilio.create())[0] == 500
    assert await accepted(twilio) == []
    assert (await twilio.create())[0] == 201


async def test_an_error_after_acceptance_keeps_the_message(twilio: Running) -> None:
    await twilio.set_faults(error_after_accept=1)
    assert (await twilio.create())[0] == 500
    assert len(await accepted(twilio)) == 1


async def test_silence_after_acceptance_lasts_until_the_client_gives_up(
    twilio: Running, service: StandIn
) -> None:
    await twilio.set_faults(timeout_after_accept=1)
    form = {"To": PHONE, "From": OUR_NUMBER, "Body": "x", "StatusCallback": f"{service.base}/x"}
    with pytest.raises(TimeoutError):
        await twilio.http.post(
            twilio.messages_url, data=form, headers=AUTHORISED, timeout=ClientTimeout(total=0.2)
        )
    await twilio.texts()
    assert [message["status"] for message in await accepted(twilio)] == ["delivered"]
    assert service.statuses[-1] == "delivered"
    assert (await twilio.create())[0] == 201


async def test_silence_ends_without_an_answer_when_the_server_does(service: StandIn) -> None:
    async with asyncio.timeout(10):
        async with running_twilio(service.base) as twilio:
            await twilio.set_faults(timeout_after_accept=1)
            asked = asyncio.ensure_future(twilio.create())
            async for _ in twilio.desk.feed.news():
                break  # the message is there
        with pytest.raises(ServerDisconnectedError):
            await asked


async def test_every_counted_fault_runs_out_and_is_shown_until_then(twilio: Running) -> None:
    for name in COUNTED:
        await twilio.set_faults(**{name: 1})
        assert twilio.desk.faults.is_faulty
        assert twilio.desk.faults.take(name)
        assert not twilio.desk.faults.is_faulty
        async with twilio.http.get(f"{twilio.url}/faults") as answer:
            assert (await answer.json())[name] == 0


async def test_the_page_sets_every_counted_fault(twilio: Running) -> None:
    async with twilio.http.post(f"{twilio.url}/mishaps", data=dict.fromkeys(COUNTED, "2")) as shown:
        page = await shown.text()
    assert dict(twilio.desk.faults.left) == dict.fromkeys(COUNTED, 2)
    for name in COUNTED:
        assert f'name="{name}" type="number" min="0" value="2"' in page


@pytest.mark.parametrize(
    ("asked", "waited", "ends"),
    [
        (60, 59, "delivered"),
        (60, 61, "failed"),
        (None, 35_999, "delivered"),
        (None, 36_001, "failed"),
    ],
    ids=["in time", "too late", "within Twilio's default", "beyond Twilio's default"],
)
async def test_a_message_that_waited_longer_than_it_is_worth_fails(
    service: StandIn, clock: MovableClock, asked: int | None, waited: int, ends: str
) -> None:
    callback = f"{service.base}/x"
    async with running_twilio(service.base, clock=clock) as twilio:
        twilio.desk.accept(
            sender=OUR_NUMBER, to=PHONE, body="x", status_callback=callback, validity_period=asked
        )
        clock.advance(timedelta(seconds=waited))
        assert [text["status"] for text in await twilio.texts()] == [ends]
    codes = [fields.get("ErrorCode") for _, fields in service.calls]
    assert codes == (["30036"] if ends == "failed" else [None] * 3)


async def test_validity_goes_on_running_while_the_server_is_down(
    service: StandIn, clock: MovableClock, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with running_twilio(service.base, journal=journal, clock=clock) as twilio:
        twilio.desk.accept(sender=OUR_NUMBER, to=PHONE, body="x", validity_period=60)
        await twilio.desk.carrier.close()
    clock.advance(timedelta(minutes=2))
    async with running_twilio(service.base, journal=journal, clock=clock) as twilio:
        assert [text["status"] for text in await twilio.texts()] == ["failed"]
        assert (await accepted(twilio))[0]["validity_period"] == 60
