"""What an answer tells: nothing that was said is asked again, and no figure is a day."""

import pytest

from bot.actions.flows import words
from broadcaster.conversations.requests import RequestState
from tests.bot.actions.flows.conftest import Tenant, texts

THEFT, NO_SHOW, CALL, DEFECT, DAMAGE, MOVE = (
    "report_theft",
    "access_no_show",
    "speak_to_human",
    "quality_defect",
    "money_damage",
    "access_reschedule",
)


@pytest.mark.parametrize(
    "text",
    [
        "06 39 98 10 41 after 5pm",
        "0639981041 après 17 heures",
        "saat 15'te",
        "depois das 18",
        "الساعة 10",
        "entre 9 et 11",
    ],
)
def test_a_time_to_call_at(text: str) -> None:
    assert words.tells("call_at", text)


def test_a_number_alone_is_no_time() -> None:
    assert not words.tells("call_at", "06.39.98.10.41")
    assert not words.tells("call_at", "06 39 98 10 41")


async def test_a_number_and_a_time_are_one_answer(quick: Tenant) -> None:
    await quick.says("rappelez-moi svp", CALL)
    await quick.says("0639981041 after 5pm", "inform_place")
    (request,) = await quick.requests()
    assert request.state is RequestState.DONE


async def test_who_was_to_come_is_taken_from_the_answer_to_when(quick: Tenant) -> None:
    await quick.says("personne n'est venu", NO_SHOW)
    await quick.says("électricien ce matin", "cut_power", sure=0.5)
    (request,) = await quick.requests()
    assert (request.state, request.answers["trade"]) == (RequestState.DONE, "électricien ce matin")


async def test_a_bare_figure_is_asked_about_once(quick: Tenant) -> None:
    await quick.says("vos ouvriers ont cassé ma télé dans le salon", DAMAGE)
    again = await quick.says("2", "inform_place")
    assert "Depuis quel jour" in texts(again)
    (request,) = await quick.requests()
    assert request.state is RequestState.OPEN
    await quick.says("2", "inform_place")
    (request,) = await quick.requests()
    assert request.state is RequestState.DONE


@pytest.mark.parametrize("text", ["oui", "oui hier", "j'ai déjà porté plainte", "نعم"])
async def test_who_went_to_the_police_is_not_sent_there(quick: Tenant, text: str) -> None:
    await quick.says("on m'a volé mon vélo hier", THEFT)
    said = await quick.says(text, "affirm")
    assert "Portez plainte" not in texts(said)
    assert "Gardez le papier" in texts(said)


@pytest.mark.parametrize("text", ["non", "pas encore", "je ne suis pas allé à la police"])
async def test_who_did_not_is(quick: Tenant, text: str) -> None:
    await quick.says("on m'a volé mon vélo hier", THEFT)
    assert "Portez plainte" in texts(await quick.says(text, "deny"))


@pytest.mark.parametrize(
    ("text", "speaks_of_water"),
    [
        ("le robinet de la cuisine goutte depuis hier", True),
        ("la porte de la chambre ferme mal depuis hier", False),
        ("il y a des rats dans la cave depuis hier", False),
        ("la fenêtre du salon laisse passer l'air depuis hier", False),
    ],
)
async def test_the_stop_tap_is_spoken_of_where_water_may_run(
    quick: Tenant, text: str, *, speaks_of_water: bool
) -> None:
    said = await quick.says(text, DEFECT)
    assert ("L'eau coule fort" in texts(said)) is speaks_of_water


async def test_a_day_that_does_not_suit_either_is_no_day_that_does(quick: Tenant) -> None:
    await quick.says("je ne peux pas venir mardi", MOVE)
    again = await quick.says("non le 16 je suis pas là", "deny")
    assert "Quels jours" in texts(again)
    (request,) = await quick.requests()
    assert "le 16" in request.answers["which"]
    await quick.says("je ne peux pas mardi mais jeudi oui", "access_reschedule")
    (request,) = await quick.requests()
    assert request.state is RequestState.DONE


async def test_of_a_window_it_is_asked_in_which_room(quick: Tenant) -> None:
    asked = await quick.says("ma fenêtre neuve ne ferme pas", DEFECT)
    assert "où dans le logement" in texts(asked)


async def test_a_room_is_no_day(quick: Tenant) -> None:
    await quick.says("la porte du salon ferme mal", DEFECT)
    again = await quick.says("pas le salon, la chambre", "access_furniture", sure=0.6)
    assert "Depuis quel jour" in texts(again)
    await quick.says("hier")
    (request,) = await quick.requests()
    assert request.answers["where"].endswith("la chambre")
    assert request.answers["since"] == "hier"


async def test_yes_is_nothing_that_was_stolen(quick: Tenant) -> None:
    await quick.says("je veux signaler un vol", THEFT)
    assert "Qu'est-ce qui a été volé" in texts(await quick.says("oui", "affirm"))


def test_things_that_are_stolen_are_known_in_every_language() -> None:
    for text in ("roubou o meu computador", "bilgisayarımı çaldı", "they took my laptop"):
        assert words.tells("what", text)
