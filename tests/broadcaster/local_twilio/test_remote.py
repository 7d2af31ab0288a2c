"""The test interface: phones that text, and faults, by JSON."""

import pytest

from tests.support.twilio import OUR_NUMBER, PHONE, Running, StandIn


@pytest.mark.parametrize(
    "body",
    ["", "a" * 10_000, "a\0b", "👩‍👩‍👧‍👦", "ligne\nautre", "مرحبا"],
    ids=["empty", "10,000 characters", "NUL", "emoji", "two lines", "Arabic"],
)
async def test_any_text_is_taken_kept_and_handed_over_whole(
    twilio: Running, service: StandIn, body: str
) -> None:
    url = f"{twilio.url}/phones/{PHONE}/texts"
    async with twilio.http.post(url, json={"body": body}) as answer:
        assert answer.status == 201
        assert (await answer.json())["body"] == body

    assert (await twilio.texts())[0]["body"] == body
    assert service.calls[0][1]["Body"] == body


async def test_half_an_emoji_becomes_a_replacement_character(
    twilio: Running, service: StandIn
) -> None:
    async with twilio.http.post(
        f"{twilio.url}/phones/{PHONE}/texts", data=b'{"body": "a\\ud83d"}'
    ) as answer:
        assert answer.status == 201
    await twilio.texts()
    assert service.calls[0][1]["Body"] == "a\ufffd"


@pytest.mark.parametrize("number", ["+33639980001", "%2B33639980001", "0639980001"])
async def test_a_number_may_be_written_in_several_ways(twilio: Running, number: str) -> None:
    async with twilio.http.post(f"{twilio.url}/phones/{number}/texts", json={"body": "x"}) as it:
        assert it.status == 201
    assert len(await twilio.texts()) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"body=Bonjour",
        b"[]",
        b'"Bonjour"',
        b'{"text": "x"}',
        b'{"body": 3}',
        b"\xff",
        b"[" * 99999,
    ],
    ids=["empty", "form", "list", "string", "no body", "number", "not UTF-8", "too deep"],
)
async def test_what_is_no_text_is_refused_with_a_sentence(twilio: Running, raw: bytes) -> None:
    async with twilio.http.post(f"{twilio.url}/phones/{PHONE}/texts", data=raw) as answer:
        assert answer.status == 400
        assert "Send a JSON object" in (await answer.json())["error"]
    assert await twilio.texts() == []


@pytest.mark.parametrize("number", ["bonjour", "12", "+0639980001", "+336399800011234567"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_no_number_is_refused_with_a_sentence(
    twilio: Running, number: str, method: str
) -> None:
    url = f"{twilio.url}/phones/{number}/texts"
    async with twilio.http.request(method, url, json={"body": "x"}) as answer:
        assert answer.status == 400
        assert "international form" in (await answer.json())["error"]


async def test_a_phone_lists_both_sides_oldest_first(twilio: Running) -> None:
    twilio.desk.text_us(PHONE, "Bonjour")
    await twilio.create(Body="ê" * 71)

    first, second = await twilio.texts()
    assert first.keys() == {
        "direction",
        "from",
        "to",
        "body",
        "status",
        "num_segments",
        "date_created",
    }
    assert (first["from"], first["to"]) == (PHONE, OUR_NUMBER)
    assert (second["direction"], second["num_segments"]) == ("outbound-api", "2")


async def test_a_phone_nobody_used_has_no_texts(twilio: Running) -> None:
    assert await twilio.texts("+33639989999") == []


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"", "body"),
        (b"[]", "body"),
        (b'{"thottle": 3}', "thottle"),
        (b'{"throttle": -1}', "throttle"),
        (b'{"throttle": "many"}', "throttle"),
        (b'{"callbacks": {"lose": 2}}', "callbacks.lose"),
        (b'{"fail": {"+33639980001": 12}}', "fail"),
        (b'{"landlines": ["maison"]}', "phone number"),
    ],
    ids=["empty", "list", "misspelt", "negative", "word", "share", "code", "number"],
)
async def test_bad_faults_are_refused_and_change_nothing(
    twilio: Running, raw: bytes, named: str
) -> None:
    await twilio.set_faults(throttle=1)
    async with twilio.http.post(f"{twilio.url}/faults", data=raw) as answer:
        assert answer.status == 400
        assert named in (await answer.json())["error"]
    assert (await twilio.create())[0] == 429


async def test_an_empty_object_takes_every_fault_away(twilio: Running) -> None:
    await twilio.set_faults(throttle=5, opted_out=[PHONE])
    await twilio.set_faults()
    assert (await twilio.create())[0] == 201


async def test_the_faults_left_can_be_read(twilio: Running) -> None:
    await twilio.set_faults(throttle=2, slow_ms=1)
    await twilio.create()
    async with twilio.http.get(f"{twilio.url}/faults") as answer:
        left = await answer.json()
    assert (left["throttle"], left["slow_ms"]) == (1, 1)


@pytest.mark.parametrize(
    ("callbacks", "expected"),
    [
        ({"lose": True}, []),
        ({"duplicate": True}, ["sending", "sending", "sent", "sent", "delivered", "delivered"]),
    ],
    ids=["lost", "duplicated"],
)
async def test_callbacks_can_go_wrong(
    twilio: Running, service: StandIn, callbacks: dict[str, bool], expected: list[str]
) -> None:
    await twilio.set_faults(callbacks=callbacks)
    await twilio.create(StatusCallback=f"{service.base}/x")
    await twilio.texts()
    assert service.statuses == expected


async def test_shuffled_callbacks_all_come_but_not_in_order(
    twilio: Running, service: StandIn
) -> None:
    await twilio.set_faults(callbacks={"shuffle": True})
    await twilio.create(StatusCallback=f"{service.base}/x")
    await twilio.texts()
    assert service.statuses != ["sending", "sent", "delivered"]
    assert sorted(service.statuses) == ["delivered", "sending", "sent"]
