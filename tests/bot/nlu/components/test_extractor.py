"""Places and days reach Rasa's entities, beside what others set."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from bot.nlu.components.entities import PlacesAndDatesExtractor
from bot.nlu.components.normaliser import NormaliserComponent


def parsed(text: str) -> dict[str, object]:
    messages = [Message({"text": text, "entities": [{"entity": "other", "value": "x"}]})]
    NormaliserComponent().process(messages)
    (message,) = PlacesAndDatesExtractor().process(messages)
    return message.as_dict(only_output_properties=True)


def test_entities_are_in_the_output_with_normal_values() -> None:
    found = parsed("kan vs venez bat C au 3e ? le 12/05/2026")
    entities = found["entities"]
    assert [(one["entity"], one["value"]) for one in entities] == [
        ("other", "x"),
        ("building", "C"),
        ("floor", "3"),
        ("when", "2026-05-12"),
    ]
    assert {one.get("extractor") for one in entities} == {None, "PlacesAndDatesExtractor"}


def test_positions_are_those_of_the_normalised_text() -> None:
    found = parsed("kan vs venez bat C ?")
    (_, building) = found["entities"]
    assert found["normalised"][building["start"] : building["end"]] == "bat C"
