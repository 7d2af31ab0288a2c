"""What only names a thing, a flat or somebody answers a request, and is no danger."""

import pytest

from bot.actions.flows.naming import names_somebody, only_names
from broadcaster.conversations.requests import ADDED, RequestState
from tests.bot.actions.flows.conftest import Tenant

MOVE, VULNERABLE, DEFECT = "access_reschedule", "household_vulnerable", "quality_defect"
ELECTRIC, CHILD = "emergency_electric", "emergency_child"


@pytest.mark.parametrize(
    "text",
    [
        "une prise electrique",
        "la prise électrique de la cuisine",
        "une prise electrique a changer",
        "l'électricité",
        "elle est au 101",
        "elle habite au 6e",
        "bat B esc 2 appt 14",
        "c'est la fenetre de gauche",
        "the light in my kitchen",
        "a luz da cozinha",
        "elektrik",
        "الكهرباء",
    ],
)
def test_a_thing_or_a_flat_is_only_named(text: str) -> None:
    assert only_names(text)


@pytest.mark.parametrize(
    "text",
    [
        "la prise fait des étincelles",
        "de l'eau sur la prise",
        "l'eau dans le tableau electrique",
        "il est dans l'ascenseur",
        "elle est au sol",
        "elle est seule au 5e",
        "il a 3 ans",
        "je suis enfermée au 101",
        "fumée dans l'escalier au 3e",
        "du sang dans la baignoire",
        "elle respire plus au 6e",
        "le gaz",
        "ضرب العمال رأسي",
        "quelle prise ?",
    ],
)
def test_danger_is_more_than_a_name(text: str) -> None:
    assert not only_names(text)


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("Madame Petit", True), ("Mme Diallo", True), ("bonjour madame", False), ("madame", False)],
)
def test_a_name_is_no_greeting(text: str, *, is_name: bool) -> None:
    assert names_somebody(text) is is_name


@pytest.mark.parametrize(
    "text", ["une prise electrique", "la prise électrique de la cuisine", "l'électricité"]
)
async def test_a_thing_where_a_day_is_asked_for_is_kept_and_the_day_asked_again(
    quick: Tenant, text: str
) -> None:
    await quick.says("je serai pas la mardi faut changer le rdv", MOVE)
    (asked,) = await quick.says(text, ELECTRIC, sure=0.96)
    assert "Quels jours" in asked.text
    (done,) = await quick.says("jeudi matin")
    assert "C'est noté" in done.text
    (request,) = await quick.requests()
    assert request.answers["which"].endswith(text)
    assert await quick.threads()


async def test_sparks_are_a_danger_wherever_they_are_told(quick: Tenant) -> None:
    await quick.says("je serai pas la mardi faut changer le rdv", MOVE)
    (safety,) = await quick.says("la prise fait des étincelles", ELECTRIC, sure=0.96)
    assert safety.urgent


async def test_a_flat_right_after_a_request_belongs_to_it(quick: Tenant) -> None:
    await quick.says("ma mère est sous oxygène", VULNERABLE)
    (answer,) = await quick.says("elle est au 101", CHILD, sure=0.31)
    assert "ajouté" in answer.text
    (request,) = await quick.requests()
    assert request.answers[ADDED] == "elle est au 101"


async def test_without_a_request_it_is_judged_as_any_text(quick: Tenant) -> None:
    (safety,) = await quick.says("elle est au 101", CHILD, sure=0.31)
    assert safety.urgent


async def test_an_old_neighbour_is_somebody_to_look_after_where_she_lives(quick: Tenant) -> None:
    home = (await quick.line.who(quick.number)).staircase_id
    opening, asked = await quick.says(
        "ma voisine a 92 ans elle est seule et l'ascenseur est coupé", "cut_lift", sure=0.84
    )
    assert "Merci de nous le dire" in opening.text
    assert "Où habite cette personne" in asked.text
    (done,) = await quick.says("elle habite au 6e", "inform_place", sure=0.69)
    assert "C'est noté" in done.text
    (answer,) = await quick.says("Madame Petit", "service_greet", sure=0.9)
    assert "ajouté" in answer.text
    (request,) = await quick.requests()
    assert request.state is RequestState.DONE
    assert (request.answers["home"], request.answers[ADDED]) == (
        "elle habite au 6e", "Madame Petit",
    )  # fmt: skip
    assert (await quick.line.who(quick.number)).staircase_id == home


@pytest.mark.parametrize(
    ("text", "topic", "sure"),
    [
        ("le plombier", "service_thanks", 0.34),
        ("c'est la fenetre de gauche", "quality_windows", 0.76),
    ],
)
async def test_a_detail_said_after_the_reference_is_added(
    quick: Tenant, text: str, topic: str, sure: float
) -> None:
    await quick.says("la fenetre ferme mal dans le salon depuis lundi", DEFECT)
    (answer,) = await quick.says(text, topic, sure=sure)
    assert "ajouté" in answer.text


@pytest.mark.parametrize("text", ["merci madame", "merci", "et l'eau c'est quand ?"])
async def test_thanks_and_questions_are_not(quick: Tenant, text: str) -> None:
    await quick.says("la fenetre ferme mal dans le salon depuis lundi", DEFECT)
    await quick.says(text, "service_thanks")
    (request,) = await quick.requests()
    assert ADDED not in request.answers
