"""Strangers are asked where they live once; several homes of one number are told apart."""

from datetime import timedelta

import pytest

from broadcaster.database import Database
from broadcaster.register.models import Building, Site, Staircase
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import STRANGER, Line
from tests.broadcaster.works.estate import (
    IN_A1_FLAT_11,
    IN_TWO_FLATS_OF_A1,
    IN_TWO_STAIRCASES,
    cut,
    milestone,
    on,
)

ASKED = "Où habitez-vous"
WEB = "web:window"


async def later(line: Line) -> None:
    line.clock.advance(timedelta(minutes=1))


@pytest.fixture
async def told(line: Line) -> Line:
    """Each staircase of A has its own dates."""
    estate = line.estate
    await line.facts(
        milestone(estate, "facade", on(12), on(16), staircase_id=estate.a1),
        milestone(estate, "facade", on(26), on(30), staircase_id=estate.a2),
        milestone(estate, "facade", on(8), on(10), building_id=estate.b),
        cut(estate, CutKind.WATER, on(6, 9), staircase_id=estate.a1),
    )
    return line


@pytest.mark.parametrize("number", [STRANGER, WEB])
async def test_a_stranger_is_asked_once_then_answered_at_once(told: Line, number: str) -> None:
    asked = await told.ask("works_start", "ça commence quand ?", number=number)
    assert asked.asks_place
    assert ASKED in asked.text
    await later(told)
    answer = await told.ask("inform_place", "bat A esc 1", number=number)
    assert "mardi 12 mai" in answer.text
    assert answer.topic == "works_start"
    await later(told)
    remembered = await told.ask("cut_water", "et l'eau ?", number=number)
    assert "mercredi 6 mai" in remembered.text


@pytest.mark.parametrize(
    ("topic", "reply"),
    [
        ("inform_place", "Bâtiment A, escalier 1"),
        ("inform_place", "a 1"),
        ("nlu_fallback", "A1"),
        ("out_of_scope", "building A staircase 1"),
    ],
)
async def test_the_place_is_read_however_it_was_understood(
    told: Line, reply: str, topic: str
) -> None:
    await told.ask("works_start", number=STRANGER)
    await later(told)
    assert "mardi 12 mai" in (await told.ask(topic, reply, number=STRANGER)).text


async def test_the_building_first_then_the_staircase(told: Line) -> None:
    await told.ask("works_start", number=STRANGER)
    await later(told)
    second = await told.ask("inform_place", "A", number=STRANGER)
    assert second.asks_place
    assert "Quel est votre escalier" in second.text
    assert "mai" not in second.text
    await later(told)
    assert "mardi 26 mai" in (await told.ask("inform_place", "2", number=STRANGER)).text


async def test_a_building_with_one_staircase_is_place_enough(told: Line) -> None:
    await told.ask("works_start", number=STRANGER)
    await later(told)
    assert "vendredi 8 mai" in (await told.ask("inform_place", "bat B", number=STRANGER)).text


async def test_a_building_whose_staircases_do_not_differ_is_place_enough(line: Line) -> None:
    await line.facts(milestone(line.estate, "facade", on(12), on(16), building_id=line.estate.a))
    answer = await line.ask("works_start", "ça commence quand bat A ?", number=STRANGER)
    assert "mardi 12 mai" in answer.text


async def test_a_place_in_the_question_needs_no_asking(told: Line) -> None:
    answer = await told.ask("works_start", "les travaux bat A esc 2 c quand", number=STRANGER)
    assert "mardi 26 mai" in answer.text
    await later(told)
    assert "Bat. A esc. 2" in (await told.ask("works_progress", number=STRANGER)).text


async def test_another_building_in_a_question_does_not_move_the_tenant(told: Line) -> None:
    await told.ask("inform_place", "bat A esc 1", number=STRANGER)
    await later(told)
    other = await told.ask("works_start", "et pour le bat B ?", number=STRANGER)
    assert "vendredi 8 mai" in other.text
    await later(told)
    assert "mardi 12 mai" in (await told.ask("works_start", number=STRANGER)).text


async def test_two_questions_in_one_message_wait_together(told: Line) -> None:
    first, second = await told.all_answers(["works_start", "cut_water"], "c quand", STRANGER)
    assert first.text == second.text
    await later(told)
    answer = await told.ask("inform_place", "A1", number=STRANGER)
    assert "mardi 12 mai" in answer.text
    assert "mercredi 6 mai" in answer.text


async def test_unclear_once_is_asked_again_and_twice_goes_to_a_person(told: Line) -> None:
    await told.ask("works_start", number=STRANGER)
    await later(told)
    again = await told.ask("inform_place", "près de la boulangerie", number=STRANGER)
    assert again.asks_place
    assert "Je ne trouve pas cet endroit" in again.text
    await later(told)
    person = await told.ask("nlu_fallback", "bat Z", number=STRANGER)
    assert person.handoff == "needs_person"
    assert not person.asks_place


async def test_a_clear_place_after_an_unclear_one_is_answered(told: Line) -> None:
    await told.ask("works_start", number=STRANGER)
    await later(told)
    await told.ask("inform_place", "au fond", number=STRANGER)
    await later(told)
    assert "mardi 12 mai" in (await told.ask("inform_place", "A1", number=STRANGER)).text


async def test_who_ignores_the_question_is_not_asked_again_but_gets_a_person(told: Line) -> None:
    await told.ask("works_start", number=STRANGER)
    await later(told)
    ignored = await told.ask("cut_water", "et l'eau ?", number=STRANGER)
    assert not ignored.asks_place
    assert ignored.handoff == "needs_person"
    await later(told)
    both = await told.ask("inform_place", "A1", number=STRANGER)
    assert "mardi 12 mai" in both.text
    assert "mercredi 6 mai" in both.text


async def test_a_place_told_without_a_question_is_noted(told: Line) -> None:
    noted = await told.ask("inform_place", "bat A esc 1", number=STRANGER)
    assert noted.text == "Merci, c'est noté : bat. A esc. 1. Quelle est votre question ?"
    assert noted.handoff is None


async def test_a_registered_number_that_names_another_place_is_for_a_person(told: Line) -> None:
    same = await told.ask("inform_place", "bat A esc 1", number=IN_A1_FLAT_11)
    moved = await told.ask("inform_place", "bat B", number=IN_A1_FLAT_11)
    assert same.handoff is None
    assert moved.handoff == "needs_person"
    assert "mardi 12 mai" in (await told.ask("works_start", number=IN_A1_FLAT_11)).text


async def test_one_answer_for_several_homes_when_it_is_the_same(told: Line) -> None:
    answer = await told.ask("access_weekend", number=IN_TWO_STAIRCASES)
    assert not answer.asks_place
    same_staircase = await told.ask("works_start", number=IN_TWO_FLATS_OF_A1)
    assert "mardi 12 mai" in same_staircase.text


async def test_several_homes_are_asked_which_and_then_remembered(told: Line) -> None:
    asked = await told.ask("works_start", number=IN_TWO_STAIRCASES)
    assert asked.text == (
        "Pour quel logement ? Écrivez son batiment et son escalier : "
        "bat. A esc. 1 appt 11, bat. A esc. 2 appt 21."
    )
    assert asked.asks_place
    await later(told)
    answer = await told.ask("inform_place", "esc 2", number=IN_TWO_STAIRCASES)
    assert "mardi 26 mai" in answer.text
    await later(told)
    assert "esc. 2" in (await told.ask("works_progress", number=IN_TWO_STAIRCASES)).text


async def test_two_flats_of_one_staircase_are_told_apart_by_their_number(line: Line) -> None:
    estate = line.estate
    await line.facts(
        milestone(estate, "bathroom", on(12), on(13), flat_id=estate.flat_11),
        milestone(estate, "bathroom", on(20), on(21), flat_id=estate.flat_12),
    )
    asked = await line.ask("works_my_flat", number=IN_TWO_FLATS_OF_A1)
    assert asked.asks_place
    await later(line)
    answer = await line.ask("inform_place", "appt 12", number=IN_TWO_FLATS_OF_A1)
    assert "mercredi 20 mai" in answer.text


async def test_a_code_two_sites_share_is_unclear(line: Line, database: Database) -> None:
    async with database.write() as session:
        building = Building(code="A", address="x", staircases=[Staircase(code="1")])
        session.add(Site(code="autre", name="Autre", city="Ailleurs", buildings=[building]))
    await line.ask("works_start", number=STRANGER)
    await later(line)
    answer = await line.ask("inform_place", "A1", number=STRANGER)
    assert answer.asks_place
    assert "Je ne trouve pas" in answer.text


async def test_help_for_a_stranger_needs_the_place_where_there_are_two_sites(
    line: Line, database: Database
) -> None:
    async with database.write() as session:
        session.add(Site(code="autre", name="Autre", city="Ailleurs"))
    assert (await line.ask("help_workshop", number=STRANGER)).asks_place


async def test_a_question_beside_a_place_is_not_thrown_away(told: Line) -> None:
    question = "c'est quoi le code de la porte du bat A"
    answer = await told.ask("nlu_fallback", question, number=STRANGER)
    assert "Quelle est votre question" not in answer.text
    assert answer.handoff == "not_understood"


async def test_a_question_with_the_place_answers_what_waited_too(told: Line) -> None:
    await told.ask("works_start", "ça commence quand ?", number=STRANGER)
    await later(told)
    question = "j'habite bat A esc 1 et l'eau est coupée quand"
    answer = await told.ask("cut_water", question, number=STRANGER)
    assert "mardi 12 mai" in answer.text
    assert "mercredi 6 mai" in answer.text


@pytest.mark.parametrize("reply", ["Building A staircase 1", "A staircase 1", "prédio A escada 1"])
async def test_a_place_is_told_in_ones_own_words(told: Line, reply: str) -> None:
    await told.ask("cut_water", "when is the water cut", number=STRANGER)
    await later(told)
    answer = await told.ask("inform_place", reply, number=STRANGER)
    assert "mercredi 6 mai" in answer.text


@pytest.mark.parametrize("reply", ["je suis au 12 allée des Peupliers", "12, allee Peupliers svp"])
async def test_the_address_in_the_register_is_a_place(
    told: Line, database: Database, reply: str
) -> None:
    async with database.write() as session:
        address = {"code": "P", "address": "12 allée des Peupliers"}
        home = Building(site_id=told.estate.site, staircases=[Staircase(code="1")], **address)
        session.add(home)
    await told.ask("cut_water", "l'eau est coupée quand", number=STRANGER)
    await later(told)
    answer = await told.ask("inform_place", reply, number=STRANGER)
    assert not answer.asks_place
    assert "bat. P" in answer.text


async def test_an_address_nobody_knows_is_asked_again(told: Line) -> None:
    await told.ask("cut_water", "l'eau est coupée quand", number=STRANGER)
    await later(told)
    answer = await told.ask("inform_place", "99 allée des Peupliers", number=STRANGER)
    assert "Je ne trouve pas" in answer.text


async def test_a_registered_number_keeps_its_home_whatever_address_it_names(told: Line) -> None:
    answer = await told.ask("cut_water", "2 rue des Ormes, l'eau est coupée quand")
    assert "mercredi 6 mai" in answer.text
