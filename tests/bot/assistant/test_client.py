"""The one call to Rasa: its answers, or a clear word that there are none."""

import asyncio

import pytest
from aiohttp import ClientSession

from bot.assistant.client import (
    AT_ONCE,
    Assistant,
    AssistantUnavailableError,
    RasaAddress,
)
from broadcaster.answers.models import AnswerChannel
from tests.bot.fake_rasa import answer, fake_rasa


async def test_answers_come_in_the_order_of_the_questions() -> None:
    async with fake_rasa() as (rasa, assistant):
        rasa.answers["a"] = [answer("cut_water", "Eau"), answer("cut_lift", "Ascenseur")]
        answers = await assistant.ask("token", AnswerChannel.SMS, "a")
    assert [item.topic for item in answers] == ["cut_water", "cut_lift"]


async def test_a_rasa_that_is_down_is_said_to_be() -> None:
    async with fake_rasa() as (rasa, assistant):
        assert await assistant.is_ready()
        rasa.down = True
        assert not await assistant.is_ready()
        with pytest.raises(AssistantUnavailableError):
            await assistant.ask("token", AnswerChannel.SMS, "a")


async def test_no_answer_is_not_taken_for_an_answer() -> None:
    async with fake_rasa() as (rasa, assistant):
        rasa.answers["a"] = []
        with pytest.raises(AssistantUnavailableError):
            await assistant.ask("token", AnswerChannel.SMS, "a")


async def test_a_crowd_waits_its_turn() -> None:
    async with fake_rasa() as (rasa, assistant):
        asked = (assistant.ask("token", AnswerChannel.SMS, str(n)) for n in range(40))
        answers = await asyncio.gather(*asked)
    assert len(answers) == 40
    assert rasa.most_at_once <= AT_ONCE


async def test_a_rasa_that_hangs_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.assistant.client.TIME_LIMIT", 0.05)
    async with fake_rasa() as (rasa, assistant):
        rasa.hanging = asyncio.Event()
        with pytest.raises(AssistantUnavailableError):
            await assistant.ask("token", AnswerChannel.SMS, "a")
        rasa.hanging.set()
        with pytest.raises(AssistantUnavailableError):
            await assistant.ask("token", AnswerChannel.SMS, "b")
        assert [call["text"] for call in rasa.asked] == ["a"]


async def test_nobody_listening_is_said_to_be() -> None:

    async with ClientSession() as http:
        assistant = Assistant(http, RasaAddress("http://127.0.0.1:1", "token"))
        assert not await assistant.is_ready()
        with pytest.raises(AssistantUnavailableError):
            await assistant.ask("token", AnswerChannel.SMS, "a")


async def test_a_question_under_way_is_answered_by_the_rasa_it_was_put_to() -> None:
    async with fake_rasa() as (old, assistant), fake_rasa() as (new, other):
        old.hanging = asyncio.Event()
        asked = asyncio.create_task(assistant.ask("who", AnswerChannel.SMS, "first"))
        while not old.asked:  # noqa: ASYNC110 - the server says nothing when it is asked
            await asyncio.sleep(0)
        moving = asyncio.create_task(assistant.move_to(other.url))
        while assistant.url != other.url:  # noqa: ASYNC110 - until the task has begun
            await asyncio.sleep(0)
        await assistant.ask("who", AnswerChannel.SMS, "second")
        assert not moving.done()
        old.hanging.set()
        assert (await asked)[0].topic == "works_start"
        await moving
    assert [item["text"] for item in old.asked] == ["first"]
    assert [item["text"] for item in new.asked] == ["second"]


async def test_a_danger_is_told_with_its_kind() -> None:
    async with fake_rasa() as (rasa, assistant):
        rasa.dangers["a"] = (0.4, "emergency_gas")
        danger = await assistant.danger("token", AnswerChannel.SMS, "a")
    assert danger == (0.4, "emergency_gas")


async def test_what_cannot_be_learned_of_a_danger_is_nothing() -> None:
    async with fake_rasa() as (rasa, assistant):
        assert await assistant.danger("token", AnswerChannel.SMS, "unknown") is None
        rasa.down = True
        assert await assistant.danger("token", AnswerChannel.SMS, "a") is None
