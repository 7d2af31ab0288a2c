"""What happens to a message at the local Twilio, from the API to the phone and back."""

import pytest

from tests.support.twilio import NEIGHBOUR, OUR_NUMBER, PHONE, Running, StandIn


async def test_a_message_arrives_and_each_step_is_reported_signed(
    twilio: Running, service: StandIn
) -> None:
    status, created = await twilio.create(StatusCallback=f"{service.base}/twilio/status/abc")

    assert (status, created["status"]) == (201, "queued")
    assert [text["status"] for text in await twilio.texts()] == ["delivered"]
    assert service.statuses == ["sending", "sent", "delivered"]
    path, fields = service.calls[-1]
    assert path == "/twilio/status/abc"
    assert fields["MessageSid"] == created["sid"]


async def test_without_a_callback_address_nothing_is_reported(
    twilio: Running, service: StandIn
) -> None:
    await twilio.create()
    await twilio.texts()
    assert service.calls == []


@pytest.mark.parametrize(
    ("code", "end"), [(30_005, "undelivered"), (30_001, "failed")], ids=["gone", "overflow"]
)
async def test_a_number_that_fails_ends_with_its_code(
    twilio: Running, service: StandIn, code: int, end: str
) -> None:
    await twilio.set_faults(fail={PHONE: code})
    await twilio.create(StatusCallback=f"{service.base}/x")

    assert [text["status"] for text in await twilio.texts()] == [end]
    assert service.calls[-1][1]["ErrorCode"] == str(code)


@pytest.mark.parametrize(
    ("faults", "form", "code"),
    [
        ({}, {"To": "0639980001"}, 21211),
        ({}, {"To": ""}, 21604),
        ({}, {"From": ""}, 21603),
        ({}, {"From": "a name too long"}, 21212),
        ({}, {"To": OUR_NUMBER}, 21266),
        ({}, {"Body": ""}, 21602),
        ({}, {"Body": "a" * 1601}, 21617),
        ({}, {"StatusCallback": "ftp://example.test/x"}, 21609),
        ({}, {"StatusCallback": "http://[x"}, 21609),
        ({}, {"ValidityPeriod": "36001"}, 21624),
        ({}, {"ValidityPeriod": "soon"}, 21624),
        ({"landlines": ["01 99 00 00 01"]}, {"To": "+33199000001"}, 21614),
        ({"opted_out": [PHONE]}, {}, 21610),
    ],
    ids=[
        "not international",
        "nobody",
        "no sender",
        "sender too long",
        "to ourselves",
        "no text",
        "text too long",
        "callback not http",
        "callback no address",
        "validity too long",
        "validity no number",
        "landline",
        "opted out",
    ],
)
async def test_a_refused_message_is_told_in_twilios_shape_and_not_kept(
    twilio: Running, faults: dict[str, object], form: dict[str, str], code: int
) -> None:
    await twilio.set_faults(**faults)
    status, refusal = await twilio.create(**form)

    assert status == 400
    assert refusal["code"] == code
    assert refusal.keys() == {"code", "message", "more_info", "status"}
    assert twilio.desk.numbers() == set()


@pytest.mark.parametrize("sender", [OUR_NUMBER, "38600", "PALIER"])
async def test_a_number_a_short_code_and_a_name_may_send(twilio: Running, sender: str) -> None:
    assert (await twilio.create(From=sender))[0] == 201


async def test_other_credentials_are_refused(twilio: Running) -> None:
    async with twilio.http.post(twilio.messages_url, data={"To": PHONE}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, 20003)


async def test_a_phones_text_reaches_our_webhook_signed(twilio: Running, service: StandIn) -> None:
    url = f"{twilio.url}/phones/{PHONE}/texts"
    async with twilio.http.post(url, json={"body": "Quand l'eau revient ?"}) as answer:
        assert answer.status == 201

    assert [(text["direction"], text["status"]) for text in await twilio.texts()] == [
        ("inbound", "received")
    ]
    [(path, fields)] = service.calls
    assert path == "/twilio/inbound"
    assert (fields["From"], fields["To"]) == (PHONE, OUR_NUMBER)
    assert fields["Body"] == "Quand l'eau revient ?"


async def test_a_text_is_tried_again_while_our_service_is_down(
    twilio: Running, service: StandIn
) -> None:
    service.answers.extend([500, 503])
    twilio.desk.text_us(PHONE, "Bonjour")
    await twilio.texts()

    assert len(service.calls) == 3
    assert {fields["MessageSid"] for _, fields in service.calls} == {
        message.sid for message in twilio.desk.store
    }


async def test_stop_blocks_a_phone_until_start_when_asked_to(twilio: Running) -> None:
    await twilio.set_faults(stop_words=True)
    twilio.desk.text_us(PHONE, " Stop ")
    assert (await twilio.create())[1]["code"] == 21610
    assert (await twilio.create(To=NEIGHBOUR))[0] == 201
    twilio.desk.text_us(PHONE, "start")
    assert (await twilio.create())[0] == 201


async def test_stop_is_only_passed_on_by_default(twilio: Running) -> None:
    twilio.desk.text_us(PHONE, "STOP")
    assert (await twilio.create())[0] == 201
