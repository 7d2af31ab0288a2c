"""The action and its endpoint, over HTTP as Rasa calls them."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.actions.answering import Answer, Answerer
from bot.actions.endpoint import ActionEndpoint
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11, cut, milestone, on

TOKEN = "s3cret"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def rasa(line: Line) -> AsyncIterator[Client]:
    """A client for the endpoint, as the Rasa process is one."""
    endpoint = ActionEndpoint(line.answerer, line.clock, TOKEN)
    async with serving(endpoint) as client:
        yield client


@pytest.fixture
async def door(sqlite_line: Line) -> AsyncIterator[Client]:
    """The same, for what never reaches the database."""
    endpoint = ActionEndpoint(sqlite_line.answerer, sqlite_line.clock, TOKEN)
    async with serving(endpoint) as client:
        yield client


def serving(endpoint: ActionEndpoint) -> Client:
    app = web.Application()
    app.router.add_post("/rasa/actions", endpoint.handle)
    return TestClient(TestServer(app))


def question(topic: str, text: str = "?", *, fallback: bool = False) -> dict[str, object]:
    return {"text": text, "intent": topic, "confidence": 0.9, "fallback": fallback}


def call(sender: str, latest: dict[str, Any]) -> dict[str, Any]:
    """What Rasa 3.6 posts for one action."""
    return {
        "next_action": "action_answer",
        "sender_id": sender,
        "version": "3.6.21",
        "domain": {"intents": [], "actions": ["action_answer"]},
        "tracker": {
            "sender_id": sender,
            "slots": {},
            "latest_message": latest,
            "latest_event_time": 1.0,
            "followup_action": None,
            "paused": False,
            "events": [],
            "latest_input_channel": "sms",
            "active_loop": {},
            "latest_action": {"action_name": "action_listen"},
            "latest_action_name": "action_listen",
        },
    }


async def answers(rasa: Client, line: Line, number: str, *questions: object) -> list[Any]:
    sender = (await line.who(number)).token
    body = call(sender, {"text": "?", "intent": {"name": "x"}, "questions": questions})
    response = await rasa.post("/rasa/actions", params={"token": TOKEN}, json=body)
    assert response.status == 200
    reply = await response.json()
    assert reply["events"] == []
    return [entry["custom"] for entry in reply["responses"]]


async def test_each_question_is_answered_in_order(rasa: Client, line: Line) -> None:
    await line.facts(
        cut(line.estate, CutKind.WATER, on(6, 9)),
        milestone(line.estate, "bathroom", on(12, 9), on(12, 12), flat_id=line.estate.flat_11),
    )
    asked = [question("cut_water"), question("works_my_flat"), question("contact_site")]
    water, flat, contact = await answers(rasa, line, IN_A1_FLAT_11, *asked)
    assert "mercredi 6 mai" in water["text"]
    del water["reading"]
    assert water == {
        "topic": "cut_water",
        "text": water["text"],
        "handoff": None,
        "asks_place": False,
        "urgent": False,
        "choices": [],
    }
    assert "mardi 12 mai" in flat["text"]
    assert (contact["topic"], contact["handoff"]) == ("contact_site", "missing_fact")


async def test_the_place_is_asked_once_for_several_questions(rasa: Client, line: Line) -> None:
    asked = [question("cut_water"), question("works_start")]
    (answer,) = await answers(rasa, line, STRANGER, *asked)
    assert answer["asks_place"]


async def test_a_question_in_doubt_goes_to_a_person(rasa: Client, line: Line) -> None:
    (answer,) = await answers(rasa, line, IN_A1_FLAT_11, question("cut_gas", fallback=True))
    assert (answer["topic"], answer["handoff"]) == ("out_of_scope", "not_understood")


def ranked(*chances: tuple[str, float], ambiguous: bool = False) -> dict[str, object]:
    ranking = [{"name": name, "confidence": chance} for name, chance in chances]
    asked = question(chances[0][0], fallback=True)
    return {**asked, "ambiguous": ambiguous, "ranking": ranking}


@pytest.mark.parametrize(
    ("asked", "choices"),
    [
        pytest.param(
            ranked(("cut_water", 0.25), ("emergency_flood", 0.2), ("works_my_flat", 0.1)),
            ["cut_water", "works_my_flat", "out_of_scope"],
            id="nothing likely: two and « autre chose »",
        ),
        pytest.param(
            ranked(("cut_water", 0.4), ("cut_toilet", 0.38), ambiguous=True),
            ["cut_water", "cut_toilet"],
            id="between two",
        ),
        pytest.param(
            ranked(("out_of_scope", 0.4), ("cut_toilet", 0.38), ambiguous=True),
            ["cut_toilet", "out_of_scope"],
            id="perhaps none of ours",
        ),
        pytest.param(ranked(("out_of_scope", 0.28), ("cut_lift", 0.1)), [], id="none of ours"),
        pytest.param(ranked(("cut_water", 0.05), ("cut_lift", 0.04)), [], id="a wild guess"),
    ],
)
async def test_a_question_in_doubt_comes_with_topics_to_choose_from(
    rasa: Client, line: Line, asked: dict[str, object], choices: list[str]
) -> None:
    (answer,) = await answers(rasa, line, IN_A1_FLAT_11, asked)
    assert (answer["handoff"], answer["choices"]) == ("not_understood", choices)


async def test_a_place_that_was_told_is_no_doubt(rasa: Client, line: Line) -> None:
    asked = {**ranked(("cut_water", 0.2), ("cut_lift", 0.19)), "text": "bat A esc 1"}
    (answer,) = await answers(rasa, line, STRANGER, asked)
    assert answer["choices"] == []


async def test_without_questions_the_intent_counts(rasa: Client, line: Line) -> None:
    body = call((await line.who(STRANGER)).token, {"text": "merci", "intent": {"name": "affirm"}})
    response = await rasa.post("/rasa/actions", params={"token": TOKEN}, json=body)
    (entry,) = (await response.json())["responses"]
    assert entry["custom"]["topic"] == "affirm"


async def test_many_questions_do_not_make_a_letter(rasa: Client, line: Line) -> None:
    topics = ["access_weekend", "service_identity", "money_rent", "access_keys", "deny", "affirm"]
    found = await answers(rasa, line, IN_A1_FLAT_11, *[question(topic) for topic in topics])
    assert [answer["topic"] for answer in found] == topics[:5]


async def test_a_sender_nobody_knows_is_apologised_to(door: Client) -> None:
    body = call("nobody", {"text": "?", "questions": [question("cut_water")]})
    response = await door.post("/rasa/actions", params={"token": TOKEN}, json=body)
    (entry,) = (await response.json())["responses"]
    assert entry["custom"]["handoff"] == "needs_person"


@pytest.mark.parametrize(
    ("params", "headers", "status"),
    [
        pytest.param({"token": TOKEN}, {}, 200, id="query"),
        pytest.param({}, {"Authorization": f"Bearer {TOKEN}"}, 200, id="bearer"),
        pytest.param({}, {}, 401, id="none"),
        pytest.param({"token": "wrong"}, {}, 401, id="wrong"),
        pytest.param({"token": "é\ud7ff"}, {}, 401, id="not ASCII"),
        pytest.param({"token": TOKEN}, {"Authorization": "Bearer no"}, 401, id="wrong bearer"),
    ],
)
async def test_who_may_call(
    door: Client, params: dict[str, str], headers: dict[str, str], status: int
) -> None:
    body = call("nobody", {"text": "?"})
    response = await door.post("/rasa/actions", params=params, headers=headers, json=body)
    assert response.status == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="empty"),
        pytest.param(b"\xff", 400, id="not text"),
        pytest.param(b"[]", 400, id="not an object"),
        pytest.param(b'{"next_action": "action_answer"}', 400, id="no tracker"),
        pytest.param(
            json.dumps(call("x", {}) | {"next_action": "action_none"}).encode(), 404, id="unknown"
        ),
    ],
)
async def test_bad_calls_are_refused_with_the_reason(
    door: Client, body: bytes, status: int
) -> None:
    response = await door.post("/rasa/actions", params={"token": TOKEN}, data=body)
    assert response.status == status
    assert (await response.json())["error"]


@pytest.mark.parametrize(
    "latest",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"questions": "x"}, id="not a list"),
        pytest.param({"questions": [None]}, id="holes"),
        pytest.param({"questions": [{}]}, id="empty question"),
        pytest.param({"intent": "x"}, id="intent is a text"),
    ],
)
async def test_odd_messages_are_answered_all_the_same(door: Client, latest: dict[str, Any]) -> None:
    body = call("nobody", latest)
    response = await door.post("/rasa/actions", params={"token": TOKEN}, json=body)
    assert response.status == 200
    (entry,) = (await response.json())["responses"]
    assert entry["custom"]["text"]


class FailingAnswerer(Answerer):
    """Fails on one topic, as a broken database would."""

    async def answer(self, topic: str, *rest: Any, **more: Any) -> Answer:
        if topic == "cut_water":
            raise RuntimeError("broken")
        return await super().answer(topic, *rest, **more)


async def test_one_failure_does_not_silence_the_rest(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint = ActionEndpoint(FailingAnswerer(line.database), line.clock, TOKEN)
    async with serving(endpoint) as rasa:
        asked = [question("cut_water", "mon secret"), question("access_weekend")]
        with caplog.at_level(logging.ERROR):
            water, weekend = await answers(rasa, line, IN_A1_FLAT_11, *asked)
    assert water["handoff"] == "needs_person"
    assert water["text"] == "Votre message est transmis. Une personne va vous répondre."
    assert weekend["handoff"] is None
    assert "cut_water" in caplog.text
    assert "mon secret" not in caplog.text


class BrokenAnswerer(Answerer):
    """Cannot even tell who asks."""

    async def correspondent_of(self, token: str) -> int | None:
        raise RuntimeError("broken")


async def test_a_broken_action_still_answers(line: Line) -> None:
    endpoint = ActionEndpoint(BrokenAnswerer(line.database), line.clock, TOKEN)
    async with serving(endpoint) as rasa:
        (answer,) = await answers(rasa, line, IN_A1_FLAT_11, question("cut_water"))
    assert (answer["topic"], answer["handoff"]) == ("out_of_scope", "needs_person")


def test_an_endpoint_without_token_is_refused(sqlite_line: Line) -> None:
    with pytest.raises(ValueError, match="token"):
        ActionEndpoint(sqlite_line.answerer, sqlite_line.clock, "")


async def test_an_answer_tells_how_surely_its_question_was_understood(
    rasa: Client, line: Line
) -> None:
    ranked = [{"name": "cut_water", "confidence": 0.4}, {"name": "cut_gas", "confidence": 0.38}]
    asked = question("cut_water", "eau") | {"ranking": ranked}
    first, second = await answers(rasa, line, STRANGER, asked, question("speak_to_human", "chef"))
    assert [guess["topic"] for guess in first["reading"]["guesses"]] == ["cut_water", "cut_gas"]
    assert (first["reading"]["position"], first["reading"]["questions"]) == (0, 2)
    assert second["reading"]["guesses"] == [{"topic": "speak_to_human", "confidence": 0.9}]
