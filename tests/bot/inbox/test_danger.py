"""Guard and classifier judge danger together; alone, the guard decides."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions.answering import Answer
from bot.assistant.client import Assistant
from broadcaster.conversations.models import Correspondent
from broadcaster.conversations.requests import TenantRequest, begin_request, open_request
from broadcaster.conversations.threads import Reason
from tests.bot.inbox.conftest import Desk

GAS_SMELL = "ça sent le gaz dans l'escalier"
HEART = "mon mari a eu une crise cardiaque, une barre d'appui ?"
LIFT = "on est bloqués dans l'ascenseur"


async def test_a_sure_classifier_overrules_the_guard(desk: Desk) -> None:
    desk.rasa.dangers[HEART] = (0.01, "emergency_medical")
    (reply,) = await desk.text(HEART)
    assert "Lundi 11 mai" in reply
    assert desk.rasa.asked


@pytest.mark.parametrize(
    ("text", "told"), [(GAS_SMELL, "N'allumez rien"), (LIFT, "le 18 ou le 112")]
)
async def test_but_never_what_can_mean_nothing_else(desk: Desk, text: str, told: str) -> None:
    desk.rasa.dangers[text] = (0.01, "emergency_gas")
    safety, *_also = await desk.text(text)
    assert told in safety


async def test_a_person_in_a_lift_is_told_of_the_lift_while_the_classifier_is_away(
    desk: Desk,
) -> None:
    desk.rasa.down = True
    (reply,) = await desk.text("ascenseur bloqué ma fille est dedans toute seule")
    assert "bouton d'alarme" in reply
    assert "119" not in reply
    (thread,) = await desk.threads()
    assert (thread.topic, thread.urgent) == ("emergency_medical", True)


async def test_gas_and_carbon_monoxide_are_told_in_one_reply(desk: Desk) -> None:
    desk.rasa.down = True
    (reply,) = await desk.text(
        "ça sent bizarre comme du gaz pres de la chaudiere et ma fille a mal a la tete"
    )
    assert "N'allumez rien" in reply
    assert "en ouvrant" in reply
    assert "0 800 47 33 33" in reply


async def test_a_doubtful_classifier_does_not(desk: Desk) -> None:
    desk.rasa.dangers[GAS_SMELL] = (0.1, "emergency_gas")
    assert "Sortez" in (await desk.text(GAS_SMELL))[0]


async def test_the_guard_decides_while_the_classifier_is_away(desk: Desk) -> None:
    desk.rasa.down = True
    assert "Sortez" in (await desk.text(GAS_SMELL))[0]


async def test_the_guard_does_not_wait_for_one_that_hangs(desk: Desk) -> None:
    desk.rasa.hanging = asyncio.Event()
    assert "3919" in (await desk.text("mon mari me frappe"))[0]  # nothing else is asked for it


async def test_where_the_assistant_is_silent_the_classifier_is_heard_all_the_same(
    desk: Desk,
) -> None:
    await desk.take(await desk.open_thread(), await desk.staff())
    quiet = "ma tante est toute molle"
    desk.rasa.dangers[quiet] = (0.8, "emergency_medical")
    (reply,) = await desk.text(quiet)
    assert "15" in reply
    (thread,) = await desk.threads()
    assert (thread.urgent, thread.reason) == (True, Reason.EMERGENCY)


async def test_an_ordinary_text_stays_with_whoever_holds_the_thread(desk: Desk) -> None:
    await desk.take(await desk.open_thread(), await desk.staff())
    desk.rasa.dangers["c quand"] = (0.02, "emergency_gas")
    await desk.text("c quand")
    assert (await desk.inbound())[-1].understood_as == "held"


QUESTION = "Quels jours vous conviennent ?"


@pytest.fixture
def form_begun(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """The assistant begins a request while it answers; what it says then, to be filled."""
    said: list[Answer] = []

    async def ask(_self: Assistant, token: str, *_rest: Any, **_more: Any) -> list[Answer]:
        async with desk.database.write() as session:
            who = await session.scalar(select(Correspondent).where(Correspondent.token == token))
            assert who is not None
            await begin_request(
                session, who.id, "access_reschedule",
                wanted=["better"], answers={}, now=desk.clock(), said="je ne suis pas là",
            )  # fmt: skip
        return said

    monkeypatch.setattr(Assistant, "ask", ask)
    return said


async def request_of(desk: Desk) -> tuple[TenantRequest, bool]:
    """The one request there is, and whether it is still being asked about."""
    async with desk.database.read() as session:
        (request,) = await session.scalars(select(TenantRequest))
        return request, await open_request(session, request.correspondent_id) is not None


async def test_no_question_follows_a_safety_reply(desk: Desk, form_begun: list[Answer]) -> None:
    form_begun += [Answer("access_reschedule", QUESTION), Answer("cut_water", "Eau : mardi.")]
    safety, also = await desk.text(GAS_SMELL + " et je ne suis pas là jeudi")
    assert "Sortez" in safety
    assert "Eau : mardi." in also
    assert QUESTION not in also
    request, is_open = await request_of(desk)
    assert not is_open  # what is texted next is no answer to what nobody was asked
    assert request.thread_id is not None


async def test_nor_one_that_only_the_assistant_saw_a_need_for(
    desk: Desk, form_begun: list[Answer]
) -> None:
    form_begun += [
        Answer("access_reschedule", QUESTION),
        Answer("emergency_fire", "Sortez.", handoff="emergency", urgent=True),
    ]
    assert await desk.text("bizarre, et je ne suis pas là jeudi") == ["Sortez."]
    assert not (await request_of(desk))[1]


async def test_without_a_danger_it_is_asked(desk: Desk, form_begun: list[Answer]) -> None:
    form_begun.append(Answer("access_reschedule", QUESTION))
    (reply,) = await desk.text("je ne suis pas là jeudi")
    assert QUESTION in reply
    assert (await request_of(desk))[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("quero acabar com tudo", "Fale com alguém"),
        ("gaz kokusu var", "Tehlike"),
        ("I smell gas", "Danger. Go"),
        ("je veux mourir", "Parlez à quelqu'un"),
    ],
)
async def test_a_stranger_in_danger_is_answered_in_the_language_of_the_danger(
    desk: Desk, text: str, told: str
) -> None:
    assert told in (await desk.text(text))[0]
