"""Every topic is answered, for everybody, whatever they write."""

import pytest
import yaml

from bot.actions.registry import TOPICS
from broadcaster.answers.emergencies import PREFIX, emergency_kinds
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11, IN_TWO_STAIRCASES, person
from tools import shell

DOMAIN = yaml.safe_load((shell.ROOT / "domain.yml").read_text("utf-8"))
CATALOGUE: list[str] = DOMAIN["intents"]

WEIRD = {
    "nothing": "",
    "ten thousand letters": "a" * 10_000,
    "emoji": "😡👍🏽",
    "control signs": "bat\x07 \x1b[0m",
    "braces and brackets": "{contact} [x] %s {0} bat {B}",
    "right to left": "\u202eأين الماء",
    "digits": "1" * 400,
    "odd building": "bat ZZ9 esc 999",
}


def test_every_intent_of_the_domain_has_its_topic() -> None:
    expected = {name for name in CATALOGUE if not name.startswith(PREFIX)} - {"inform_place"}
    assert set(TOPICS) == expected
    assert {name for name in CATALOGUE if name.startswith(PREFIX)} == set(emergency_kinds())


@pytest.mark.parametrize("topic", CATALOGUE)
async def test_a_tenant_gets_an_answer_with_no_facts_at_all(sqlite_line: Line, topic: str) -> None:
    answer = await sqlite_line.ask(topic)
    assert answer.text
    assert "{" not in answer.text
    assert "[" not in answer.text


@pytest.mark.parametrize(
    ("number", "language"),
    [
        pytest.param(STRANGER, "fr", id="stranger, French"),
        pytest.param("web:abc", "tr", id="chat, Turkish"),
        pytest.param(IN_TWO_STAIRCASES, "es", id="two homes, a language without texts"),
        pytest.param(IN_A1_FLAT_11, "ar", id="tenant, Arabic"),
        pytest.param(IN_A1_FLAT_11, "pt", id="tenant, Portuguese"),
    ],
)
async def test_everybody_gets_an_answer_to_everything(
    sqlite_line: Line, number: str, language: str
) -> None:
    await sqlite_line.facts(person(sqlite_line.estate))
    await sqlite_line.speaks(number, language)
    for answer in await sqlite_line.all_answers(
        [*CATALOGUE, "nlu_fallback", "unheard"], "", number
    ):
        assert answer.text
        assert answer.topic in {*CATALOGUE}


@pytest.mark.parametrize("text", WEIRD.values(), ids=WEIRD)
@pytest.mark.parametrize("number", [IN_A1_FLAT_11, STRANGER])
async def test_weird_texts_are_answered(sqlite_line: Line, text: str, number: str) -> None:
    topics = ["inform_place", "nlu_fallback", "works_start", "cut_water", "inform_place"]
    for answer in await sqlite_line.all_answers(topics, text, number):
        assert answer.text


@pytest.mark.parametrize("kind", emergency_kinds())
async def test_an_emergency_is_urgent_and_known_by_its_numbers(
    sqlite_line: Line, kind: str
) -> None:
    answer = await sqlite_line.ask(kind, number=STRANGER)
    assert (answer.handoff, answer.urgent) == ("emergency", True)
    assert "Nous ne sommes pas un service de secours" in answer.text
