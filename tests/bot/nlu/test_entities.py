"""Places and days become Rasa's entities, with normal values and their place in the text."""

from datetime import UTC, datetime

import pytest

from bot.nlu.entities import entities_of

MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "bat C esc 2 au 3e, vous venez jeudi matin ?",
            {
                ("building", "C", "bat C"),
                ("staircase", "2", "esc 2"),
                ("floor", "3", "3e"),
                ("when", "2026-05-07 morning", "jeudi matin"),
            },
        ),
        ("dernier étage porte 12", {("floor", "top", "dernier étage"), ("flat", "12", "porte 12")}),
        ("n°12", {("flat", "12", "n°12")}),
        ("et pour le bât B ?", {("building", "B", "bât B")}),
        ("rdc hall 4", {("floor", "0", "rdc"), ("staircase", "4", "hall 4")}),
        ("flat 42 on the 12th", {("flat", "42", "flat 42"), ("when", "2026-05-12", "on the 12th")}),
        ("B blok daire 12 yarın", {("building", "B", "B blok"), ("flat", "12", "daire 12"),
                                   ("when", "2026-05-05", "yarın")}),
        ("quand ?", set()),
    ],
)  # fmt: skip
def test_entities(text: str, expected: set[tuple[str, str, str]]) -> None:
    found = entities_of(text, MONDAY, "ours")
    assert {(one["entity"], one["value"], text[one["start"] : one["end"]]) for one in found} == (
        expected
    )
    assert {one["extractor"] for one in found} <= {"ours"}
