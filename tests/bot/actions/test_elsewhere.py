"""A registered number asks about another building: it is never told that it lives there."""

from datetime import timedelta

import pytest

from broadcaster.register.models import Staircase
from broadcaster.works.models import CutKind
from tests.bot.actions.conftest import Line
from tests.broadcaster.works.estate import IN_A1_FLAT_11, IN_B_FLAT_1, cut, milestone, on

WHICH = "Pour le batiment A : quel escalier ?"


@pytest.fixture
async def told(line: Line) -> Line:
    """Building A is scaffolded as a whole; its windows and its water go by staircases."""
    estate = line.estate
    await line.facts(
        milestone(estate, "scaffolding", on(10), on(12), building_id=estate.a),
        milestone(estate, "windows", on(14), on(16), staircase_id=estate.a1),
        milestone(estate, "windows", on(20), on(22), staircase_id=estate.a2),
        cut(estate, CutKind.WATER, on(6, 9), staircase_id=estate.a1),
        cut(estate, CutKind.WATER, on(7, 9), staircase_id=estate.a2),
        cut(estate, CutKind.WATER, on(8, 9), building_id=estate.b),
    )
    return line


async def test_what_holds_for_the_whole_building_is_told_at_once(told: Line) -> None:
    answer = await told.ask(
        "nuisance_scaffolding", "et au bâtiment A l'échafaudage c'est quand", number=IN_B_FLAT_1
    )
    assert "bat. A : du dimanche 10 mai" in answer.text
    assert not answer.asks_place


@pytest.mark.parametrize("reply", ["escalier 2", "2", "batiment A escalier 2", "A2"])
async def test_the_staircase_is_asked_for_where_it_matters(told: Line, reply: str) -> None:
    question = "et l'eau au bâtiment A c'est coupé quand"
    asked = await told.ask("cut_water", question, number=IN_B_FLAT_1)
    assert WHICH in asked.text
    assert "Vous etes" not in asked.text
    told.clock.advance(timedelta(minutes=1))
    answer = await told.ask("inform_place", reply, number=IN_B_FLAT_1)
    assert "bat. A esc. 2 : jeudi 7 mai" in answer.text


async def test_ones_own_home_stays_what_it_was(told: Line) -> None:
    await told.ask("cut_water", "l'eau du bâtiment A c'est coupé quand", number=IN_B_FLAT_1)
    told.clock.advance(timedelta(minutes=1))
    await told.ask("inform_place", "escalier 1", number=IN_B_FLAT_1)
    told.clock.advance(timedelta(minutes=1))
    own = await told.ask("cut_water", "et chez moi l'eau est coupée quand", number=IN_B_FLAT_1)
    assert "bat. B esc. 1 : vendredi 8 mai" in own.text


@pytest.mark.parametrize("question", ["et chez moi", "and at my place?", "e em minha casa"])
async def test_ones_own_home_is_asked_for_after_it(told: Line, question: str) -> None:
    await told.ask("cut_water", "l'eau du bâtiment A c'est coupé quand", number=IN_B_FLAT_1)
    told.clock.advance(timedelta(minutes=1))
    await told.ask("inform_place", "escalier 1", number=IN_B_FLAT_1)
    told.clock.advance(timedelta(minutes=1))
    own = await told.ask("nlu_fallback", question, number=IN_B_FLAT_1)
    assert "bat. B esc. 1 : vendredi 8 mai" in own.text


async def test_who_asks_something_else_is_not_held_to_the_staircase(told: Line) -> None:
    await told.ask("cut_water", "l'eau du bâtiment A c'est coupé quand", number=IN_B_FLAT_1)
    told.clock.advance(timedelta(minutes=1))
    answer = await told.ask("cut_water", "l'eau est coupée quand chez nous", number=IN_B_FLAT_1)
    assert "bat. B esc. 1" in answer.text
    who = await told.who(IN_B_FLAT_1)
    assert who.pending_topic is None


async def test_two_staircases_of_the_other_building_are_told_apart(told: Line) -> None:
    await told.facts(Staircase(building_id=told.estate.b, code="2"))
    question = "l'eau du batiment B c'est coupé quand"
    answer = await told.ask("cut_water", question, number=IN_A1_FLAT_11)
    assert "bat. B : vendredi 8 mai" in answer.text


class TestItsLetterAlone:
    """« Du B », « au C »: a building named without its word."""

    @pytest.mark.parametrize(
        ("topic", "question"),
        [
            ("nuisance_scaffolding", "échafaudage du A il arrive quand"),
            ("works_progress", "l'échafaudage au A c'est pour quand ?"),
            ("works_start", "when is the scaffolding of A coming"),
        ],
    )
    async def test_is_answered_for_it(self, told: Line, topic: str, question: str) -> None:
        answer = await told.ask(topic, question, number=IN_B_FLAT_1)
        assert "bat. A : du dimanche 10 mai" in answer.text

    async def test_or_its_staircase_is_asked_for(self, told: Line) -> None:
        answer = await told.ask("cut_water", "l'eau du A c'est coupé quand", number=IN_B_FLAT_1)
        assert WHICH in answer.text

    @pytest.mark.parametrize("topic", ["inform_place", "nlu_fallback", "out_of_scope"])
    @pytest.mark.parametrize("question", ["et au B ?", "et le b", "and in B?"])
    async def test_the_same_is_asked_of_it(self, told: Line, topic: str, question: str) -> None:
        await told.ask("cut_water", "l'eau est coupée quand ?", number=IN_A1_FLAT_11)
        told.clock.advance(timedelta(minutes=1))
        answer = await told.ask(topic, question, number=IN_A1_FLAT_11)
        assert "bat. B esc. 1 : vendredi 8 mai" in answer.text

    @pytest.mark.parametrize("question", ["et la nôtre ?", "et chez nous", "and ours?"])
    async def test_and_ones_own_after_it(self, told: Line, question: str) -> None:
        await told.ask("cut_water", "l'eau du B c'est coupé quand", number=IN_A1_FLAT_11)
        told.clock.advance(timedelta(minutes=1))
        own = await told.ask("works_start", question, number=IN_A1_FLAT_11)
        assert "bat. A esc. 1 : mercredi 6 mai" in own.text
