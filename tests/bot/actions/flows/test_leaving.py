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


@pytest.mark.parametrize(
    "text", ["j'arrête je vais à la police", "oubliez, ma soeur ouvrira", "laissez, je m'arrange"]
)
async def test_whoever_does_something_else_instead_leaves(quick: Tenant, text: str) -> None:
    await quick.says("on m'a volé mon vélo", "report_theft")
    (left,) = await quick.says(text, "report_theft", sure=0.5)
    assert "on arrete là" in left.text
    assert [request.state for request in await quick.requests()] == [RequestState.LEFT]


@pytest.mark.parametrize(
    "text",
    [
        "oubliez pas ma soeur ouvrira",
        "j'ai plus envie de continuer",
        "c'est bon jeudi, ma soeur sera la",
    ],
)
async def test_these_do_not_leave(quick: Tenant, text: str) -> None:
    await quick.says("personne n'est venu", NO_SHOW)
    await quick.says(text)
    assert RequestState.LEFT not in [request.state for request in await quick.requests()]


async def test_our_talk_is_left_also_where_no_request_is_open(quick: Tenant) -> None:
    text = "stop ça j'ai pas envie de continuer"
    (answer,) = await quick.says(text, "emergency_suicide", sure=0.6)
    assert "3114" not in answer.text
    (answer,) = await quick.says("j'ai plus envie de continuer", "emergency_suicide", sure=0.6)
    assert "3114" in answer.text


async def test_what_is_mended_meanwhile_leaves(quick: Tenant) -> None:
    await quick.says("mon robinet goutte", "quality_defect")
    (left,) = await quick.says("c'est bon ils ont réparé", "quality_defect")
    assert "on arrete là" in left.text
