"""Rasa still refuses what is no action's answer, though it reads the schema only once."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.nlu.components.action_results import compile_the_check


@pytest.fixture
def action(monkeypatch):
    monkeypatch.setattr(
        RemoteAction, "_validate_action_result", RemoteAction._validate_action_result
    )
    compile_the_check()
    return RemoteAction("action_answer", None)


def test_an_answer_of_events_and_responses_is_taken(action):
    event = {"event": "slot", "name": "place", "value": "A"}
    assert action._validate_action_result({"events": [event], "responses": [{"text": "Oui."}]})


@pytest.mark.parametrize(
    "answer",
    [[], {"events": "none"}, {"events": [{"name": "no event"}]}, {"responses": ["a text"]}],
    ids=["a list", "events that are no list", "an event of no kind", "a response that is a text"],
)
def test_anything_else_is_refused(action, answer):
    with pytest.raises(ValidationError, match="An action's answer is an object"):
        action._validate_action_result(answer)
