"""A request is left in ordinary words, in every language; what may cost a life is not."""

import pytest

from bot.actions.flows.leaving import only_leaves
from broadcaster.conversations.requests import RequestState
from tests.bot.actions.flows.conftest import Tenant

NO_SHOW, DAMAGE, CALL = "access_no_show", "money_damage", "speak_to_human"


@pytest.mark.parametrize(
    "text",
    [
        "je veux parler d'autre chose",
        "on peut parler d'autre chose ?",
        "can we talk about something else?",
        "safi ma b9itch baghi",
        "j'arrete",
        "j'arrête tout",
        "arrete",
        "j'ai changé d'avis",
        "c'est pas grave laissez",
        "non rien",
        "stop ca m'interesse plus",
        "let's talk about something else",
        "i changed my mind",
        "never mind, i stop",
        "quero falar de outra coisa",
        "mudei de ideia",
        "não é nada",
        "başka bir şey konuşmak istiyorum",
        "fikrimi değiştirdim",
        "أريد التحدث عن شيء آخر",
        "غيرت رأيي",
        "لا شيء",
        "safi",
        "bdelt rayi",
        "la walo",
        "bghit nhder 3la haja okhra",
    ],
)
async def test_a_request_is_left_whatever_a_classifier_hears(quick: Tenant, text: str) -> None:
    await quick.says("personne n'est venu", NO_SHOW)
    (left,) = await quick.says(text, "emergency_suicide", sure=0.47)
    assert not left.urgent
    assert "on arrete là" in left.text
    assert [request.state for request in await quick.requests()] == [RequestState.LEFT]
    assert await quick.threads() == []


@pytest.mark.parametrize("text", ["arrêtez", "j'arrête tout", "stop ça"])
async def test_whoever_may_want_no_messages_is_told_how_to_end_them(
    quick: Tenant, text: str
) -> None:
    await quick.says("appelez-moi svp", CALL)
    (left,) = await quick.says(text)
    assert left.text.endswith("Pour ne plus rien recevoir : STOP.")


async def test_no_chat_can_be_stopped(quick: Tenant) -> None:
    quick.number = "web:abc"
    await quick.says("appelez-moi svp", CALL)
    (left,) = await quick.says("arrêtez")
    assert "STOP" not in left.text


@pytest.mark.parametrize(
    "text",
    [
        "j'arrête tout, adieu",
        "je veux en finir",
        "laisse tomber la vie",
        "je veux mourir",
        "arretez le bruit",
        "une rayure pas grave",
        "ma montre et autre chose",
        "le robinet d'arret",
        "vous arretez quand ?",
        "c'est réglé ?",
        "non",
        "rien",
        "arrete de m'envoyer des sms",
    ],
)
def test_whatever_says_more_does_not_only_leave(text: str) -> None:
    assert not only_leaves(text)


async def test_despair_in_a_request_is_heard(quick: Tenant) -> None:
    await quick.says("personne n'est venu", NO_SHOW)
    (safety,) = await quick.says("j'arrête tout, adieu", "emergency_suicide", sure=0.4)
    assert safety.urgent
    assert "3114" in safety.text
    assert [request.state for request in await quick.requests()] == [RequestState.OPEN]


async def test_a_change_of_mind_is_no_answer(quick: Tenant) -> None:
    await quick.says("mon robinet fuit goutte à goutte depuis les travaux", "quality_defect")
    await quick.says("j'ai changé d'avis", "service_wrong_number", sure=0.35)
    (request,) = await quick.requests()
    assert request.state is RequestState.LEFT
    assert "where" not in request.answers
