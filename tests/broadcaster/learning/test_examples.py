"""What the assistant is trained from: sorted, each once, nothing it is measured with."""

from datetime import datetime, timedelta

import pytest
import yaml

from broadcaster.database import Database
from broadcaster.learning.deciding import label, undo
from broadcaster.learning.examples import (
    Reviewed,
    examples_of,
    mark_exported,
    plain_line,
    reviewed_samples,
)
from broadcaster.learning.models import SampleState
from tests.broadcaster.learning.conftest import Wonder, samples

TOPICS = {"cut_water", "cut_heating", "out_of_scope"}


def same(text: str) -> str:
    return text.replace("kan", "quand")


def test_the_file_is_sorted_and_has_each_text_once(now: datetime) -> None:
    reviewed = [
        Reviewed("l'eau revient kan", "cut_water", now),
        Reviewed("on gèle", "cut_heating", now),
        Reviewed("L'eau revient quand ?", "cut_water", now),
        Reviewed("deux pizzas", "out_of_scope", now),
    ]
    found = examples_of(reviewed, TOPICS, same)
    assert yaml.safe_load(found.as_yaml())["nlu"] == [
        {"intent": "cut_heating", "examples": "- on gèle\n"},
        {"intent": "cut_water", "examples": "- L'eau revient quand ?\n"},
        {"intent": "out_of_scope", "examples": "- deux pizzas\n"},
    ]
    assert (found.count, found.repeated) == (3, 1)
    assert examples_of(reversed(reviewed), TOPICS, same).as_yaml() == found.as_yaml()


def test_no_message_the_assistant_is_measured_with_is_learned(now: datetime) -> None:
    reviewed = [
        Reviewed("l eau revient kan", "cut_water", now),
        Reviewed("on gèle", "cut_heating", now),
    ]
    found = examples_of(
        reviewed, TOPICS, same, held_out=["L'eau revient quand ?"], shipped=["On gèle !"]
    )
    assert (found.count, found.held_out, found.known) == (0, 1, 1)
    assert yaml.safe_load(found.as_yaml())["nlu"] == []


def test_of_two_topics_the_more_frequent_wins_then_the_latest(now: datetime) -> None:
    later = now + timedelta(hours=1)
    torn = [Reviewed("ça goutte", "cut_water", now), Reviewed("ça goutte", "out_of_scope", later)]
    assert list(examples_of(torn, TOPICS, same).by_topic) == ["out_of_scope"]
    torn.append(Reviewed("Ça goutte", "cut_water", now))
    assert list(examples_of(torn, TOPICS, same).by_topic) == ["cut_water"]


def test_a_topic_that_is_no_more_is_left_out(now: datetime) -> None:
    assert examples_of([Reviewed("x y", "retired", now)], TOPICS, same).count == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- plus\nd'eau\r\n\tdepuis hier", "plus d'eau depuis hier"),
        ('[eau](cut){"a": 1} # non : oui', 'eau (cut) "a": 1 # non : oui'),
        ("Mme [nom] plus d'eau", "Mme plus d'eau"),
        ("\ufeffa\x00b\u2028c", "a b c"),
        ("'quoted' \"twice\" \\n", "'quoted' \"twice\" \\n"),
        ("لا ماء", "لا ماء"),
    ],
    ids=["lines", "marks", "masked", "invisible", "quotes", "arabic"],
)
def test_any_text_becomes_one_plain_line(now: datetime, text: str, line: str) -> None:
    assert plain_line(text) == line
    found = examples_of([Reviewed(plain_line(text), "cut_water", now)], TOPICS, str)
    (block,) = yaml.safe_load(found.as_yaml())["nlu"]
    assert block["examples"] == f"- {line}\n"


async def test_what_was_learned_is_marked_and_unlearned_when_undone(
    database: Database, wonder: Wonder, nadia: int, now: datetime
) -> None:
    first, second = await wonder("Mme Roy, plus d'eau"), await wonder("on gèle ici")
    async with database.write() as session:
        await label(session, [first], "cut_water", nadia, now)
        assert await mark_exported(session, now) == 1
        await label(session, [second], "cut_heating", nadia, now + timedelta(minutes=1))
        assert await mark_exported(session, now) == 0
        found = await reviewed_samples(session)
    assert [(one.text, one.topic) for one in found] == [
        ("Mme , plus d'eau", "cut_water"),
        ("on gèle ici", "cut_heating"),
    ]
    async with database.write() as session:
        await undo(session, [first])
        assert [one.text for one in await reviewed_samples(session)] == ["on gèle ici"]
    states = [sample.state for sample in await samples(database)]
    assert states == [SampleState.NEW, SampleState.LABELLED]
