"""The forms' actions over HTTP, as Rasa calls them: what they say, where they put the tracker."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.actions.endpoint import ActionEndpoint
from broadcaster.conversations.request_kinds import request_kinds
from tests.bot.actions.conftest import Line
from tests.bot.actions.test_action_answer import TOKEN, Client, call, question, serving
from tests.broadcaster.works.estate import IN_A1_FLAT_11


@pytest.fixture
async def rasa(sqlite_line: Line) -> AsyncIterator[Client]:
    async with serving(ActionEndpoint(sqlite_line.answerer, sqlite_line.clock, TOKEN)) as client:
        yield client


async def run(
    rasa: Client, line: Line, action: str, text: str, *topics: str, message: str = "1"
) -> dict[str, Any]:
    """One action on one message; without topics it was not understood."""
    token = (await line.who(IN_A1_FLAT_11)).token
    questions = [question(topic, text) for topic in topics]
    questions = questions or [question("x", text, fallback=True)]
    latest = {"text": text, "message_id": message, "questions": questions}
    body = call(token, latest) | {"next_action": action}
    response = await rasa.post("/rasa/actions", params={"token": TOKEN}, json=body)
    assert response.status == 200, await response.text()
    found: dict[str, Any] = await response.json()
    return found


def slots(answer: dict[str, Any]) -> dict[str, Any]:
    return {e["name"]: e["value"] for e in answer["events"] if e["event"] == "slot"}


def loops(answer: dict[str, Any]) -> list[str | None]:
    return [e["name"] for e in answer["events"] if e["event"] == "active_loop"]


def said(answer: dict[str, Any]) -> list[str]:
    return [entry["custom"]["text"] for entry in answer["responses"]]


async def test_validation_begins_a_request_and_tells_which_answers_are_there(
    rasa: Client, sqlite_line: Line
) -> None:
    begun = await run(
        rasa, sqlite_line, "validate_report_theft_form", "on m'a volé mon vélo", "report_theft"
    )
    assert slots(begun) == {
        "request_what": True, "request_when": None, "request_police": None, "request_home": True,
        "requested_slot": "request_when",
    }  # fmt: skip
    asked = await run(rasa, sqlite_line, "action_ask_request_when", "on m'a volé mon vélo")
    assert "quand" in said(asked)[0]


async def test_no_slot_ever_holds_what_a_tenant_wrote(rasa: Client, sqlite_line: Line) -> None:
    name = "validate_household_vulnerable_form"
    begun = await run(rasa, sqlite_line, name, "on est fragiles", "household_vulnerable")
    told = await run(rasa, sqlite_line, name, "je suis cardiaque", message="2")
    values = [*slots(begun).values(), *slots(told).values()]
    assert {v for v in values if not isinstance(v, bool)} <= {None, "request_need"}


async def test_a_complete_form_is_submitted(rasa: Client, sqlite_line: Line) -> None:
    text = "le plombier est pas venu ce matin"
    begun = await run(rasa, sqlite_line, "validate_access_no_show_form", text, "access_no_show")
    assert slots(begun)["requested_slot"] is None
    done = await run(rasa, sqlite_line, "action_submit_request", text, "access_no_show")
    assert "C'est noté : R-" in said(done)[0]
    assert done["events"] == []


def ended(topic: str) -> dict[str, None]:
    """The slots of a form that ends, all emptied: one at least must be set, or Rasa rejects it."""
    slots = [f"request_{name}" for name in request_kinds()[topic].answers]
    assert slots
    return dict.fromkeys([*slots, "requested_slot"])


async def test_a_form_without_a_request_ends_and_the_message_is_answered(
    rasa: Client, sqlite_line: Line
) -> None:
    stale = await run(
        rasa, sqlite_line, "validate_report_theft_form", "le samedi ?", "access_weekend"
    )
    assert "samedi" in said(stale)[0]
    assert slots(stale) == ended("report_theft")
    assert said(await run(rasa, sqlite_line, "action_submit_request", "le samedi ?")) == []


async def test_one_request_gives_way_to_a_call_whose_form_goes_on(
    rasa: Client, sqlite_line: Line
) -> None:
    name = "validate_access_reschedule_form"
    await run(rasa, sqlite_line, name, "je peux pas venir mardi", "access_reschedule")
    text = "appelez moi svp"
    changed = await run(rasa, sqlite_line, name, text, "speak_to_human", message="2")
    assert slots(changed) == ended("access_reschedule")
    after = await run(rasa, sqlite_line, "action_submit_request", text, message="2")
    assert loops(after) == ["speak_to_human_form"]
    assert slots(after)["requested_slot"] == "request_call_at"


async def test_several_questions_and_a_request_begin_its_form_from_the_answer(
    rasa: Client, sqlite_line: Line
) -> None:
    both = await run(
        rasa, sqlite_line, "action_answer", "on m'a volé", "access_weekend", "report_theft"
    )
    assert loops(both) == ["report_theft_form"]
    assert any("samedi" in text for text in said(both))
    again = await run(rasa, sqlite_line, "validate_report_theft_form", "on m'a volé")
    assert said(again) == []  # Rasa validates the same message once more: it was heard


async def test_every_action_of_the_domain_is_registered(rasa: Client, sqlite_line: Line) -> None:
    import yaml

    from tools import shell

    domain = yaml.safe_load((shell.ROOT / "domain.yml").read_text("utf-8"))
    endpoint = ActionEndpoint(sqlite_line.answerer, sqlite_line.clock, TOKEN)
    assert set(domain["actions"]) == set(endpoint.executor.actions)
