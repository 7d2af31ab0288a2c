"""What was not surely understood waits for staff to review."""

from typing import Any

import pytest
from sqlalchemy import select

from broadcaster.learning.models import Sample, Why
from tests.bot.fake_rasa import answer
from tests.bot.inbox.conftest import Desk


def read(topic: str, *guesses: tuple[str, float], fallback: bool = False, **more: Any) -> Any:
    """An answer with how its question was read."""
    listed = [{"topic": name, "confidence": confidence} for name, confidence in guesses]
    reading = {"text": "part", "guesses": listed, "fallback": fallback} | more
    return answer(topic, f"Sur {topic}.") | {"reading": reading}


async def kept(desk: Desk) -> list[Sample]:
    async with desk.database.read() as session:
        return list(await session.scalars(select(Sample).order_by(Sample.position)))


async def test_a_message_nobody_made_out_is_kept(desk: Desk) -> None:
    guesses = [("cut_heating", 0.2), ("service_anger", 0.18)]
    desk.rasa.answers["Sa caille"] = [read("out_of_scope", *guesses, fallback=True)]
    await desk.text("Sa caille")
    (sample,) = await kept(desk)
    assert (sample.text, sample.why) == ("Sa caille", Why.NOT_UNDERSTOOD)


async def test_one_question_of_several_is_kept_alone(desk: Desk) -> None:
    sure = read("cut_water", ("cut_water", 0.9), questions=2)
    unsure = read("cut_lift", ("cut_lift", 0.4), ("cut_tv", 0.39), questions=2, position=1)
    desk.rasa.answers["eau + truc"] = [sure, unsure]
    await desk.text("eau + truc")
    (sample,) = await kept(desk)
    assert (sample.text, sample.position, sample.why) == ("part", 1, Why.LOW_LEAD)


@pytest.mark.parametrize(
    "said",
    [
        read("cut_water", ("cut_water", 0.9), ("cut_gas", 0.02)),
        read("inform_place", ("affirm", 0.2), fallback=True),
        read("inform_place", fallback=True),
        answer("cut_water", "Mardi."),
    ],
    ids=["sure", "a place", "a place without a guess", "an answer that says nothing of it"],
)
async def test_what_was_understood_is_not_kept(desk: Desk, said: Any) -> None:
    desk.rasa.answers["texte"] = [said]
    await desk.text("texte")
    assert await kept(desk) == []


async def test_keywords_and_dangers_are_not_kept(desk: Desk) -> None:
    await desk.text("STOP")
    await desk.text("ça sent le gaz dans l'escalier")
    assert await kept(desk) == []


async def test_how_sure_it_was_is_kept_with_the_message(desk: Desk) -> None:
    desk.rasa.answers["eau + truc"] = [
        read("cut_water", ("cut_water", 0.9), questions=2),
        read("cut_lift", ("cut_lift", 0.4), questions=2, position=1),
    ]
    await desk.text("eau + truc")
    await desk.text("STOP")
    sure, keyword = await desk.inbound()
    assert (sure.confidence, keyword.confidence) == (0.4, None)


async def test_a_question_that_is_asked_back_keeps_how_sure_it_was(desk: Desk) -> None:
    asked = read("out_of_scope", ("cut_water", 0.31), ("cut_gas", 0.3), fallback=True)
    desk.rasa.answers["le truc"] = [asked | {"choices": ["cut_water", "cut_gas"]}]
    await desk.text("le truc")
    (inbound,) = await desk.inbound()
    assert inbound.confidence == 0.31
