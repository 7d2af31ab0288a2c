"""What Rasa sends to our actions, and over what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu.components import action_calls


@pytest.fixture
def domain() -> Domain:
    return Domain.from_dict(
        {
            "intents": ["cut_water"],
            "slots": {"who": {"type": "any", "mappings": [{"type": "custom"}]}},
        }
    )


def test_a_call_tells_who_writes_and_what_was_understood(
    monkeypatch: pytest.MonkeyPatch, domain: Domain
) -> None:
    monkeypatch.setattr(RemoteAction, "_action_call_format", RemoteAction._action_call_format)
    action_calls.shorten_the_calls()
    said = UserUttered("coupure ?", {"name": "cut_water"}, parse_data={"questions": [1]})
    told = [SlotSet("who", "me"), ActionExecuted("action_listen"), said]
    tracker = DialogueStateTracker.from_events("a", told, domain.slots)
    call = RemoteAction("action_answer", None)._action_call_format(tracker, domain)
    assert (call["next_action"], call["sender_id"]) == ("action_answer", "a")
    assert call["tracker"]["sender_id"] == "a"
    assert call["tracker"]["latest_message"]["questions"] == [1]
    assert call["tracker"]["latest_message"]["text"] == "coupure ?"
    assert (call["tracker"]["slots"]["who"], call["tracker"]["events"]) == ("me", [])
    assert call["domain"] == {}


def test_calls_share_a_connection_until_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EndpointConfig, "session", EndpointConfig.session)
    action_calls.keep_connections()
    came_from: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        came_from.append(request.transport.get_extra_info("peername"))
        return web.json_response({"token": request.headers["Authorization"]})

    async def call() -> list[Any]:
        app = web.Application()
        app.router.add_post("/", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        endpoint = EndpointConfig(
            f"http://127.0.0.1:{port}/", headers={"Authorization": "Bearer x"}
        )
        said = [await endpoint.request(json={}) for _ in range(2)]
        await action_calls.kept_sessions().close()
        said.append(await endpoint.request(json={}))
        await action_calls.kept_sessions().close()
        await runner.cleanup()
        return said

    assert asyncio.run(call()) == [{"token": "Bearer x"}] * 3
    assert came_from[0] == came_from[1] != came_from[2]


def test_each_kind_of_event_is_found_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    names = ["slot", "user", "bot", "action", "session_started", "active_loop"]
    before = [Event.resolve_by_type(name) for name in names]
    action_calls.know_the_events()
    assert [Event.resolve_by_type(name) for name in names] == before
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("nothing we know")
