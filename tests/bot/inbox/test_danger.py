"""Guard and classifier judge danger together; alone, the guard decides."""

import asyncio

from broadcaster.conversations.threads import Reason
from tests.bot.inbox.conftest import Desk

GAS_SMELL = "ça sent le gaz dans l'escalier"


async def test_a_sure_classifier_overrules_the_guard(desk: Desk) -> None:
    desk.rasa.dangers[GAS_SMELL] = (0.01, "emergency_gas")
    (reply,) = await desk.text(GAS_SMELL)
    assert "Lundi 11 mai" in reply
    assert desk.rasa.asked


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
