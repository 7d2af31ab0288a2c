"""What the first text tells is not asked, and what answers another question goes there."""

import pytest

from bot.actions.flows.first_words import better_day, tells_first
from tests.bot.actions.conftest import STRANGER
from tests.bot.actions.flows.conftest import Tenant, texts

MOVE, DEFECT, DAMAGE = "access_reschedule", "quality_defect", "money_damage"
NO_SHOW, VULNERABLE = "access_no_show", "household_vulnerable"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "je peux pas le 30 novembre, plutôt le 2 décembre après midi",
            "le 2 décembre après midi",
        ),
        ("i can't on monday but tuesday is fine", "tuesday is fine"),
        ("não posso na segunda mas na terça posso", "na terça posso"),
        ("je peux pas mardi mais mercredi non plus", None),
        ("je peux pas mardi mais je travaille mercredi", None),
        ("je ne suis pas là jeudi", None),
    ],
)
def test_the_day_that_suits_is_told_beside_the_one_that_does_not(
    text: str, day: str | None
) -> None:
    assert better_day(text) == day


async def test_an_appointment_with_both_days_asks_nothing(quick: Tenant) -> None:
    said = await quick.says("je peux pas le 30 novembre, plutôt le 2 décembre après midi", MOVE)
    assert "Quels jours" not in texts(said)
    assert "C'est noté" in texts(said)
    (request,) = await quick.requests()
    assert request.answers["better"] == "le 2 décembre après midi"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("la minuterie du couloir est restée allumée", DEFECT),
        ("les peintres ont taché mon paillasson", DAMAGE),
        ("the guys broke my lamp", DAMAGE),
        ("ils ont renversé de la colle sur mes orchidées", DAMAGE),
    ],
)
async def test_what_is_damaged_is_not_asked_where_it_is_told(
    quick: Tenant, text: str, topic: str
) -> None:
    await quick.says(text, topic)
    (request,) = await quick.requests()
    assert request.answers["what"] == text


@pytest.mark.parametrize(
    "text", ["ils ont tout cassé chez ma mère", "ils ont fait des dégâts dans mon appart"]
)
def test_people_and_homes_are_no_things(text: str) -> None:
    assert not tells_first("what", text)


async def test_oxygen_tells_what_the_team_must_know(quick: Tenant) -> None:
    said = await quick.says("ma mère est sous oxygène", VULNERABLE)
    assert "avec vos mots" not in texts(said)
    (request,) = await quick.requests()
    assert request.answers["need"] == "ma mère est sous oxygène"
    assert request.urgent


async def test_yes_tells_nobodys_need(quick: Tenant) -> None:
    await quick.says("on est fragiles ici", VULNERABLE)
    (asked,) = await quick.says("oui", "affirm")
    assert "avec vos mots" in asked.text
    await quick.says("mon fils est autiste")
    (request,) = await quick.requests()
    assert request.answers["need"] == "mon fils est autiste"


async def test_a_day_that_was_unknown_is_told_later(quick: Tenant) -> None:
    await quick.says("personne n'est venu", NO_SHOW)
    await quick.says("je sais pas", "out_of_scope", sure=0.49)
    (asked,) = await quick.says("mardi", sure=0.75)
    assert "Qui devait venir" in asked.text
    await quick.says("le plombier")
    (request,) = await quick.requests()
    assert request.answers == {"day": "je sais pas\nmardi", "trade": "le plombier"}


async def test_a_shower_is_nobodys_home(quick: Tenant) -> None:
    quick.number = STRANGER
    await quick.says("ils ont cassé le carrelage dans la salle de bain lundi", DAMAGE)
    (asked,) = await quick.says("c'est celui pres de la douche", sure=0.3)
    assert "Où habitez-vous" in asked.text
    (done,) = await quick.says("bat A escalier 1 appartement 11", "inform_place")
    assert "C'est noté" in done.text


async def test_a_day_is_nobodys_home(quick: Tenant) -> None:
    quick.number = STRANGER
    await quick.says("mon mur est tout abimé depuis les travaux")
    await quick.says("le salon")
    (asked,) = await quick.says("depuis lundi", "cut_tv_internet", sure=0.3)
    assert "Où habitez-vous" in asked.text
    (request,) = await quick.requests()
    assert request.answers["since"].endswith("depuis lundi")


@pytest.mark.parametrize("text", ["what days then?", "quels jours vous avez ?", "que dias há?"])
async def test_whoever_asks_which_days_there_are_is_told_that_none_is_fixed(
    quick: Tenant, text: str
) -> None:
    await quick.says("je ne peux pas mardi", MOVE)
    told, asked = await quick.says(text, sure=0.13)
    assert "Aucun autre jour n'est fixé" in told.text
    assert "Quels jours" in asked.text


async def test_somebody_old_on_another_floor_is_asked_for_where(quick: Tenant) -> None:
    said = await quick.says("une personne agée vit seule au 5e", sure=0.18)
    assert "Où habite cette personne" in said[-1].text


async def test_a_wall_that_the_works_spoilt_begins_a_request(quick: Tenant) -> None:
    said = await quick.says("mon mur est tout abimé depuis les travaux")
    assert said[-1].text == "C'est où dans le logement ? Exemple : le salon."
    (done,) = await quick.says("le salon", sure=0.2)
    assert "C'est noté" in done.text
